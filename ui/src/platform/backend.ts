import { commands } from "../bindings";

/** Everything the app can be asked, one function a command. Each rejects with an {@link AppError}. */
export const backend = commands;
