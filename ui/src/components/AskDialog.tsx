import { AlertDialog } from "@base-ui/react/alert-dialog";
import { useRef } from "react";
import { useQuestion } from "../state/question";
import { Button } from "./Button";

/** The question before something that cannot be undone. */
export function AskDialog() {
  const { question, answer } = useQuestion();
  const safe = useRef<HTMLButtonElement>(null);
  return (
    <AlertDialog.Root open={question !== null} onOpenChange={(open) => !open && answer?.(false)}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fade fixed inset-0 z-40 bg-scrim" />
        <AlertDialog.Popup
          initialFocus={safe}
          className="rise fixed top-1/2 left-1/2 z-50 w-[26rem] max-w-[90vw] -translate-1/2 rounded-xl border border-line bg-surface p-5 shadow-high outline-none"
        >
          <AlertDialog.Title className="text-lg font-semibold">{question?.title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-1.5 text-sm text-pretty text-muted">{question?.text}</AlertDialog.Description>
          <div className="mt-5 flex justify-end gap-2">
            <Button ref={safe} data-testid="answer-no" onClick={() => answer?.(false)}>
              {question?.no}
            </Button>
            <Button look="danger" data-testid="answer-yes" onClick={() => answer?.(true)}>
              {question?.yes}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
