import type { ReactNode } from "react";
import type { AppError } from "../../bindings";
import { Banner } from "../../components/Banner";
import type { SettingsSection } from "../../state/navigation";

interface SectionProps {
  id: SettingsSection;
  title: string;
  about?: ReactNode;
  /** Why the latest change was refused. */
  problem?: AppError | null;
  children: ReactNode;
}

/** A part of the settings. */
export function Section({ id, title, about, problem, children }: SectionProps) {
  return (
    <section id={`settings-${id}`} aria-label={title} className="mb-10 scroll-mt-7">
      <h2 className="text-lg">{title}</h2>
      {about && <p className="mt-0.5 max-w-prose text-sm text-pretty text-muted">{about}</p>}
      {problem && (
        <Banner tone="bad" className="mt-3">
          {problem.message}
        </Banner>
      )}
      <div className="mt-4">{children}</div>
    </section>
  );
}
