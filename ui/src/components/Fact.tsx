import type { ReactNode } from "react";

/** A figure with its name. */
export function Fact({ name, children, about, testId }: { name: ReactNode; children: ReactNode; about?: ReactNode; testId?: string }) {
  return (
    <div className="flex items-baseline justify-between gap-4 py-1.5 text-sm">
      <dt className="shrink-0 text-muted">{name}</dt>
      <dd className="text-right font-medium" data-testid={testId}>
        {children}
        {about && <span className="block text-xs font-normal text-faint">{about}</span>}
      </dd>
    </div>
  );
}

/** A large figure over its name. */
export function Figure({ name, children, about, testId }: { name: string; children: ReactNode; about?: ReactNode; testId?: string }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="mt-0.5 truncate text-xl font-semibold tracking-tight" data-testid={testId}>
        {children}
      </dd>
      {about && <dd className="truncate text-xs text-faint">{about}</dd>}
    </div>
  );
}

/** A part of a page under its heading. */
export function Part({ title, aside, children, id }: { title: string; aside?: ReactNode; children: ReactNode; id?: string }) {
  return (
    <section aria-label={title} id={id} className="mb-7">
      <div className="mb-2 flex min-h-7 items-center justify-between gap-4">
        <h2 className="text-base font-semibold">{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** A white box that things lie in. */
export function Box({ children, className = "" }: { children: ReactNode; className?: string }) {
  return <div className={`rounded-lg border border-line bg-surface ${className}`}>{children}</div>;
}
