import { Dialog } from "@base-ui/react/dialog";
import type { ReactNode } from "react";

interface DialogBoxProps {
  open: boolean;
  onClose: () => void;
  /** Ctrl Enter, or ⌘ Enter: what the dialog is for. */
  onConfirm?: () => void;
  testId: string;
  /** Whether a click beside it leaves it open, as while it works on something. */
  held?: boolean;
  /** Its width, as a class. */
  width: string;
  /** What has the focus first; the first thing that can, where it is left out. */
  initialFocus?: () => HTMLElement | null;
  children: ReactNode;
}

/** A box over the window, for something that is decided before anything else: a head, what can be chosen, a foot. */
export function DialogBox({ open, onClose, onConfirm, held = false, testId, width, initialFocus, children }: DialogBoxProps) {
  return (
    <Dialog.Root open={open} disablePointerDismissal={held} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fade fixed inset-0 z-30 bg-scrim" />
        <Dialog.Popup
          data-testid={testId}
          {...(initialFocus && { initialFocus: () => initialFocus() ?? true })}
          className={`rise fixed top-1/2 left-1/2 z-40 flex max-h-[88vh] ${width} max-w-[92vw] -translate-1/2 flex-col rounded-xl border border-line bg-surface shadow-high outline-none`}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            onConfirm?.();
          }}
        >
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** The head of a dialog. */
export function DialogHead({ title, about, aside }: { title: string; about?: string; aside?: ReactNode }) {
  return (
    <header className="flex items-center justify-between gap-4 border-b border-line px-5 py-3">
      <div>
        <Dialog.Title className="text-lg font-semibold">{title}</Dialog.Title>
        {about && <Dialog.Description className="text-sm text-muted">{about}</Dialog.Description>}
      </div>
      {aside}
    </header>
  );
}

/** What a dialog is about, which scrolls where it is long. */
export function DialogBody({ children }: { children: ReactNode }) {
  return <div className="scroll-y min-h-0 flex-1 px-5 py-4">{children}</div>;
}

/** The foot of a dialog, with its buttons. */
export function DialogFoot({ children }: { children: ReactNode }) {
  return <footer className="flex items-center justify-end gap-2 border-t border-line px-5 py-3">{children}</footer>;
}
