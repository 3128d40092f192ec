import type { PreflightCheck, PreflightOutcome } from "../../bindings";
import { goToSection } from "../../actions/places";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { Box, Part } from "../../components/Fact";
import { Icon, Turning, type IconName } from "../../components/icons";
import { runPreflight, useDraft } from "../../state/draft";
import { go } from "../../state/navigation";

const NAME: Record<string, string> = {
  salesforce: "Salesforce",
  openai: "Model",
  fields: "Fields",
  output_folder: "Folder to save in",
  disk_space: "Disk space",
  spending_cap: "Spending cap",
};

const LOOK: Record<PreflightOutcome, [IconName, string, string]> = {
  ok: ["checkCircle", "text-good", "All right"],
  note: ["info", "text-warn", "Worth knowing"],
  blocked: ["crossCircle", "text-bad", "Stands in the way"],
};

/** What is looked at before anything is spent, each with its finding and its way out. */
export function Preflight() {
  const preflight = useDraft((now) => now.preflight);
  const checks = preflight.value;
  return (
    <Part
      title="Checks"
      aside={
        <Button
          look="quiet"
          size="small"
          icon="retry"
          busy={preflight.state === "loading"}
          data-testid="check-again"
          onClick={() => void runPreflight()}
        >
          Check again
        </Button>
      }
    >
      {preflight.problem && <Banner tone="bad">{preflight.problem.message}</Banner>}
      {!checks && !preflight.problem && (
        <Box className="flex items-center gap-2.5 px-4 py-3 text-sm text-muted">
          <Turning size={14} /> Signing in, and looking at fields, folder and disk…
        </Box>
      )}
      {checks && (
        <Box>
          <ul data-testid="preflight">
            {checks.map((check) => (
              <Check key={check.name} check={check} />
            ))}
          </ul>
        </Box>
      )}
    </Part>
  );
}

function Check({ check }: { check: PreflightCheck }) {
  const [icon, ink, word] = LOOK[check.outcome];
  return (
    <li
      data-testid={`preflight-${check.name.replace(/_/g, "-")}`}
      data-outcome={check.outcome}
      className="flex items-start gap-3 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
    >
      <Icon name={icon} label={word} className={`mt-0.5 ${ink}`} />
      <span className="w-32 shrink-0 font-medium">{NAME[check.name] ?? check.name}</span>
      <span className="min-w-0 flex-1 text-pretty wrap-anywhere text-muted select-text">{check.sentence}</span>
      {check.outcome === "blocked" && <WayOut name={check.name} />}
    </li>
  );
}

function WayOut({ name }: { name: string }) {
  if (name === "salesforce" || name === "openai") {
    return (
      <Button size="small" data-testid={`fix-${name}`} onClick={() => goToSection("connections")}>
        Open connections
      </Button>
    );
  }
  if (name === "fields") {
    return (
      <Button size="small" onClick={() => go({ at: "prepare" })}>
        Change the recipe
      </Button>
    );
  }
  return null;
}
