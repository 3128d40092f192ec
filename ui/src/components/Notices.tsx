import { dismissNotice, useNotices } from "../state/notices";
import { Banner } from "./Banner";

/** What is to be known of the files that Leadsheet keeps, wherever the window is. */
export function Notices() {
  const notices = useNotices((now) => now.notices);
  return notices.map((notice) => (
    <div key={notice} className="border-b border-line bg-surface px-5 py-2.5">
      <Banner tone="warn" testId="notice" onClose={() => dismissNotice(notice)}>
        {notice}
      </Banner>
    </div>
  ));
}
