import { create } from "zustand";

interface Question {
  title: string;
  text: string;
  /** The button that does it. */
  yes: string;
  /** The button that leaves all as it is. */
  no: string;
}

interface Asked {
  question: Question | null;
  answer: ((sure: boolean) => void) | null;
}

/** The one question over the window, if there is one. */
export const useQuestion = create<Asked>(() => ({ question: null, answer: null }));

/** Asks before something that cannot be undone. Only for that. */
export function ask(question: Question): Promise<boolean> {
  useQuestion.getState().answer?.(false);
  return new Promise((resolve) => {
    useQuestion.setState({
      question,
      answer: (sure) => {
        useQuestion.setState({ question: null, answer: null });
        resolve(sure);
      },
    });
  });
}
