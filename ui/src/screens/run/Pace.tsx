import type { RunId, RunSnapshot } from "../../bindings";
import { raiseCap } from "../../actions/raiseCap";
import { CapField } from "../../components/CapField";
import { Fact, Figure } from "../../components/Fact";
import { Gauge } from "../../components/Gauge";
import { hasEnded } from "../../state/runs";
import { useAttempt } from "../../state/useAttempt";
import { money } from "../../words/money";
import { count, rate } from "../../words/number";
import { duration, durationRange } from "../../words/time";

/** How fast, how long, what it costs, and what the providers allow. */
export function Pace({ snapshot }: { snapshot: RunSnapshot }) {
  const { state, usage, performance_metrics: metrics, processing_stats: batches } = snapshot;
  const ended = hasEnded(state);
  const asksModel = snapshot.stages.some((stage) => stage.stage === "assess");
  const speed = ended || state === "paused" ? metrics.leads_per_second : snapshot.leads_per_second;
  return (
    <aside aria-label="Pace and cost" className="scroll-y w-72 shrink-0 border-l border-line bg-surface px-5 py-6 max-[1000px]:w-64">
      <dl className="grid grid-cols-2 gap-4">
        <Figure name="Leads a second" about={speed === metrics.leads_per_second ? "on average" : "just now"} testId="leads-per-second">
          {rate(speed)}
        </Figure>
        {ended || state === "paused" ? (
          <Figure name="Time at work" testId="time-at-work">
            {duration(metrics.total_processing_time)}
          </Figure>
        ) : (
          <Figure name="Time left" testId="time-left" about={`${duration(metrics.total_processing_time)} so far`}>
            {snapshot.time_left ? durationRange(snapshot.time_left) : "–"}
          </Figure>
        )}
      </dl>
      {asksModel && (
        <div className="mt-5 border-t border-line pt-5">
          <Spend snapshot={snapshot} />
        </div>
      )}
      {snapshot.limits.length > 0 && (
        <section aria-label="Limits" className="mt-5 flex flex-col gap-3.5 border-t border-line pt-5">
          <h2 className="text-sm font-semibold">What the providers allow</h2>
          {snapshot.limits.map((limit) => (
            <Gauge
              key={limit.name}
              label={limit.name}
              value={limit.used}
              max={limit.allowed}
              words={`${count(limit.used)} of ${count(limit.allowed)}`}
              stacked
            />
          ))}
        </section>
      )}
      <dl className="mt-5 border-t border-line pt-4">
        <Fact name="Distinct leads">{count(snapshot.distinct_leads)}</Fact>
        <Fact name="Salesforce calls">{count(usage.salesforce_calls)}</Fact>
        {asksModel && (
          <>
            <Fact name="Model requests">{count(usage.openai_requests)}</Fact>
            <Fact name="Tokens read" about={usage.cached_tokens > 0 ? `${count(usage.cached_tokens)} cached` : undefined}>
              {count(usage.input_tokens)}
            </Fact>
            <Fact name="Tokens written">{count(usage.output_tokens)}</Fact>
            {usage.unusable_requests > 0 && <Fact name="Requests without a usable answer">{count(usage.unusable_requests)}</Fact>}
            {usage.cached_answers > 0 && <Fact name="Answered already, free">{count(usage.cached_answers)}</Fact>}
          </>
        )}
        {batches.total_batches > 0 && (
          <Fact name="Batches" about={batches.failed_batches > 0 ? `${count(batches.failed_batches)} had failures` : undefined}>
            {count(batches.successful_batches + batches.failed_batches)} of {count(batches.total_batches)}
          </Fact>
        )}
      </dl>
    </aside>
  );
}

function Spend({ snapshot }: { snapshot: RunSnapshot }) {
  const { run, state, usage, max_spend_usd: cap, reserved_usd: reserved, unconfirmed_usd: unconfirmed } = snapshot;
  if (cap === null) {
    return (
      <>
        <Figure name="Spent" about={reserved > 0 ? `${money(reserved)} more reserved` : "no cap"} testId="spent">
          {money(usage.cost_usd)}
        </Figure>
        <NotTold estimated={usage.estimated_usd} unconfirmed={unconfirmed} />
      </>
    );
  }
  return (
    <>
      <Gauge
        label="Spent"
        value={usage.cost_usd}
        beyond={reserved + unconfirmed}
        max={cap}
        words={`${money(usage.cost_usd)} of ${money(cap)}`}
        testId="spent"
      />
      {reserved > 0 && <p className="mt-1 text-xs text-faint">{money(reserved)} more reserved for requests under way</p>}
      <NotTold estimated={usage.estimated_usd} unconfirmed={unconfirmed} />
      {state === "paused" && <NewCap run={run} cap={cap} />}
    </>
  );
}

/** What the provider did not say itself. */
function NotTold({ estimated, unconfirmed }: { estimated: number; unconfirmed: number }) {
  return (
    <>
      {estimated > 0 && <p className="mt-1 text-xs text-faint">{money(estimated)} of it estimated; the provider did not say</p>}
      {unconfirmed > 0 && (
        <p className="mt-1 text-xs text-faint" data-testid="unconfirmed">
          Up to {money(unconfirmed)} more may have been billed; it counts against the cap
        </p>
      )}
    </>
  );
}

/** A run paused by its cap needs a way on that is not a new run. */
function NewCap({ run, cap }: { run: RunId; cap: number }) {
  const { problem, attempt } = useAttempt();
  return (
    <div className="mt-4">
      <CapField
        testId="run-cap"
        cap={cap}
        onCap={(dollars) => void attempt(() => raiseCap(run, dollars))}
        hint="Holds from the next time the run is resumed. Empty for no cap."
      />
      {problem && (
        <p role="alert" className="mt-1 text-xs text-bad">
          {problem.message}
        </p>
      )}
    </div>
  );
}
