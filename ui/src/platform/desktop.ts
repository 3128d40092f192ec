/** Puts text on the clipboard. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // WebKitGTK refuses the modern way when the window is not focused; the old way still works there.
    copyBySelection(text);
  }
}

function copyBySelection(text: string): void {
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("The text could not be copied. Select it and copy it by hand.");
}

/** Whether this is a Mac, whose shortcuts use ⌘ where others use Ctrl. */
export const onMac = /Mac/.test(navigator.userAgent);
