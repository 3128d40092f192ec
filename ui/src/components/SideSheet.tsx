import { Dialog } from "@base-ui/react/dialog";
import type { KeyboardEventHandler, ReactNode } from "react";
import { Button } from "./Button";

interface SideSheetProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  /** Beside the title: what can be done with it. */
  tools?: ReactNode;
  children: ReactNode;
  testId: string;
  onKeyDown?: KeyboardEventHandler;
}

/** A page that slides in beside what it is about. The rest stays in sight and within reach. */
export function SideSheet({ open, onClose, title, tools, children, testId, onKeyDown }: SideSheetProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()} modal={false} disablePointerDismissal>
      <Dialog.Portal>
        <Dialog.Popup
          data-testid={testId}
          onKeyDown={onKeyDown}
          className="slide-in fixed top-12 right-0 bottom-0 z-20 flex w-[min(34rem,92vw)] flex-col border-l border-line bg-surface shadow-high outline-none"
        >
          <header className="flex items-start gap-3 border-b border-line py-3 pr-3 pl-5">
            <div className="min-w-0 flex-1">
              <Dialog.Title className="truncate text-lg">
                {title}
              </Dialog.Title>
            </div>
            {tools}
            <Dialog.Close render={<Button look="quiet" size="small" icon="cross" aria-label="Close" data-testid="lead-close" />} />
          </header>
          <div className="scroll-y min-h-0 flex-1 px-5 py-4">{children}</div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
