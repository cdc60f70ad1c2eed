/** @jsxImportSource preact */
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import type { SearchForm } from "./request.ts";
import type { Scopes } from "./scopes.ts";

export interface SearchFieldsProps {
  readonly form: SearchForm;
  /** Undefined until they are known. */
  readonly scopes: Scopes | undefined;
  readonly busy: boolean;
  readonly onChange: (form: SearchForm) => void;
  readonly onSubmit: () => void;
}

const INDEXES = ["shots", "speech", "scenes", "sound", "looks"];

/** What is looked for, and where. */
export function SearchFields({ form, scopes, busy, onChange, onSubmit }: SearchFieldsProps) {
  const on =
    (name: keyof SearchForm) =>
    ({ currentTarget }: { readonly currentTarget: { readonly value: string } }) =>
      onChange({ ...form, [name]: currentTarget.value });
  const inScope = scopes?.videos.filter(
    ({ collection }) => !form.collection || collection === form.collection,
  );
  return (
    <search>
      <form
        class="search-form"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <div class="search-line">
          <input
            type="search"
            class="search-query"
            aria-label="What to find"
            placeholder="What happens in it, what is said, what is heard"
            value={form.query}
            onInput={on("query")}
          />
          <Button kind="primary" icon="search" type="submit" disabled={busy}>
            Search
          </Button>
        </div>
        <div class="search-scope">
          <Field label="Collection">
            {(field) => (
              <select value={form.collection} onChange={on("collection")} {...field}>
                <option value="">All</option>
                {scopes?.collections.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label="Video">
            {(field) => (
              <select value={form.video} onChange={on("video")} {...field}>
                <option value="">All</option>
                {inScope?.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label="Index">
            {(field) => (
              <input
                type="text"
                list="known-indexes"
                placeholder="All"
                value={form.index}
                onInput={on("index")}
                {...field}
              />
            )}
          </Field>
          <datalist id="known-indexes">
            {INDEXES.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
          <Field label="Longest, in seconds">
            {(field) => (
              <input
                type="number"
                min="0"
                step="any"
                placeholder="Any"
                value={form.longest}
                onInput={on("longest")}
                {...field}
              />
            )}
          </Field>
          <Field label="Filters">
            {(field) => (
              <input
                type="text"
                class="mono"
                spellcheck={false}
                placeholder='{"labels": "crowd-peak"}'
                value={form.filters}
                onInput={on("filters")}
                {...field}
              />
            )}
          </Field>
        </div>
      </form>
    </search>
  );
}
