import { effect, signal } from "@preact/signals";
import { messageOf } from "../../notices.ts";
import { type PublishForm, readDraft, writeDraft } from "../core/draft.ts";
import { arrangement, restart } from "./store.ts";

const STORE = "cutstream-timeline";
/** Where a draft is put that could not be read: nothing is thrown away unseen. */
const ASIDE = "cutstream-timeline-unread";

/** How the timeline is to be published, as it stands in the form. */
export const publishForm = signal<PublishForm>({ ttl: "24h", user: "", name: "" });

/** Why the last draft was not taken up; null where it was. */
export const draftProblem = signal<string | null>(null);

/** Takes up the draft of the last visit, and keeps what is edited from now on. */
function keepDrafts(): void {
  const kept = localStorage.getItem(STORE);
  try {
    const draft = kept === null ? undefined : readDraft(kept);
    if (draft) restart(draft.arrangement);
    if (draft) publishForm.value = draft.publish;
  } catch (error) {
    localStorage.setItem(ASIDE, kept ?? "");
    draftProblem.value = messageOf(error);
  }
  effect(() => {
    localStorage.setItem(STORE, writeDraft({ arrangement: arrangement.value, publish: publishForm.value }));
  });
}

keepDrafts();
