/** The place of something that is on its way. */
export function Bone({ className = "" }: { className?: string }) {
  return <span aria-hidden className={`breathe inline-block rounded-sm bg-sunken align-middle ${className}`} />;
}
