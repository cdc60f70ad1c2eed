import type { PublishOptions } from "cutstream";
import type { Arrangement } from "./arrangement.ts";
import type { PublishForm } from "./draft.ts";

/** What a form asks for; fields that are empty, and what is so by default, are left out. */
export function publishOptions(form: PublishForm, { render }: Arrangement): PublishOptions {
  const [ttl, user, name] = [form.ttl.trim(), form.user.trim(), form.name.trim()];
  return {
    ...(user !== "" && { user }),
    ...(ttl !== "" && { ttl: /^\d+$/.test(ttl) ? Number(ttl) : ttl }),
    ...(name !== "" && { name }),
    ...(render !== "player" && { render }),
  };
}
