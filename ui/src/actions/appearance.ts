import type { Theme } from "../bindings";
import type { IconName } from "../components/icons";
import { changeSettings, useSetup } from "../state/setup";
import type { Action } from "./action";

function theme(id: string, title: string, icon: IconName, value: Theme): Action {
  return {
    id,
    title,
    group: "Appearance",
    icon,
    words: "theme colours mode appearance",
    when: () => useSetup.getState().settings.value?.theme !== value,
    run: () => changeSettings({ theme: value }),
  };
}

export const lightTheme = theme("theme-light", "Light colours", "sun", "light");
export const darkTheme = theme("theme-dark", "Dark colours", "moon", "dark");
export const systemTheme = theme("theme-system", "Colours as the system has them", "contrast", "system");
