import type { Profile, Settings } from "../../bindings";
import { TypedField } from "../../components/Field";
import { Cards } from "../../components/Segments";
import { Unfolding } from "../../components/Unfolding";
import { PROFILE, PROFILE_MEANING, keysOf } from "../../words/labels";
import { count } from "../../words/number";
import { readSetting, SETTINGS, rangeWords } from "./ranges";
import { Section } from "./Section";
import { useChange } from "./useChange";

/** How large the bites are, and how long the pauses. */
export function Batching({ settings }: { settings: Settings }) {
  const [change, problem] = useChange();
  const { batching } = settings;
  const profile: Profile = batching.profile ?? "adaptive";
  const own = SETTINGS.filter((setting) => batching[setting.key] !== null).length;
  return (
    <Section
      id="batching"
      title="Batching and limits"
      about="The providers' own limits set the pace, and Leadsheet stays just under them. A profile decides the sizes; any of them can be set by hand. The command line and the environment go before what is set here."
      problem={problem}
    >
      <Cards
        label="Profile"
        testId="profile"
        value={profile}
        options={keysOf(PROFILE).map((value) => ({ value, label: PROFILE[value], about: PROFILE_MEANING[value] }))}
        onChange={(next) => change({ batching: { ...batching, profile: next } })}
      />
      <Unfolding
        testId="batching-by-hand"
        className="mt-3"
        open={own > 0}
        summary={<span className="text-muted">Set by hand{own > 0 ? ` (${own})` : ""}</span>}
      >
        <div className="grid grid-cols-2 gap-x-6 gap-y-4 pt-2 max-[900px]:grid-cols-1">
          {SETTINGS.map((setting) => {
            const value = batching[setting.key];
            return (
              <TypedField
                key={setting.key}
                label={setting.label}
                testId={`setting-${setting.key.replace(/_/g, "-")}`}
                inputMode="numeric"
                shown={value === null ? "" : String(value)}
                placeholder={`${count(setting.byProfile[profile])}, by the profile`}
                hint={`${setting.about} ${rangeWords(setting)}.`}
                read={(text) => readSetting(setting, text)}
                onCommit={(next) => change({ batching: { ...batching, [setting.key]: next } })}
              />
            );
          })}
        </div>
      </Unfolding>
    </Section>
  );
}
