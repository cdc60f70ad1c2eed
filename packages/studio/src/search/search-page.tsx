/** @jsxImportSource preact */
import { useEffect, useState } from "preact/hooks";
import { stay } from "../navigation.ts";
import { useResource } from "../resource.ts";
import type { Route } from "../routes.ts";
import { EMPTY, type SearchForm } from "./request.ts";
import { Results } from "./results.tsx";
import { loadScopes } from "./scopes.ts";
import { SearchFields } from "./search-fields.tsx";
import { useSearch } from "./use-search.ts";

/** Asks for moments, and shows them. What is asked for stands in the address. */
export function SearchPage({ route }: { readonly route: Route & { readonly page: "search" } }) {
  const { query = "", collection = "", video = "" } = route;
  const [form, setForm] = useState<SearchForm>({ ...EMPTY, query, collection, video });
  const { found, search, more } = useSearch();
  const { value: scopes } = useResource(loadScopes, []);
  useEffect(() => {
    const next = { ...form, query, collection, video };
    setForm(next);
    search(next);
  }, [query, collection, video]);
  const submit = () => {
    const { query, collection, video } = form;
    stay({
      page: "search",
      ...(query && { query }),
      ...(collection && { collection }),
      ...(video && { video }),
    });
    search(form);
  };
  return (
    <div class="search">
      <h1 class="unseen">Search</h1>
      <SearchFields form={form} scopes={scopes} onChange={setForm} onSubmit={submit} busy={found.busy} />
      <Results found={found} onMore={more} retry={submit} />
    </div>
  );
}
