/** @jsxImportSource preact */
import type { Collection } from "cutstream";
import { useState } from "preact/hooks";
import { go } from "../navigation.ts";
import { formatRoute } from "../routes.ts";
import { cs } from "../server.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { Icon } from "../ui/icon.tsx";
import { NewCollection } from "./new-collection.tsx";

export interface CollectionListProps {
  readonly collections: readonly Collection[];
  /** Id of the one that is shown; undefined: all. */
  readonly current: string | undefined;
  /** Told when there is one more or one less. */
  readonly onChange: () => void;
}

/** The collections, to choose one, make one, or delete the one that is shown. */
export function CollectionList({ collections, current, onChange }: CollectionListProps) {
  const [open, setOpen] = useState<"new" | "delete" | null>(null);
  const close = () => setOpen(null);
  const shown = collections.find(({ id }) => id === current);
  const remove = async () => {
    if (shown) await cs.collections.delete(shown.id);
    go({ page: "library" });
    onChange();
  };
  return (
    <nav class="collections" aria-label="Collections">
      <header>
        <h2 class="label">Collections</h2>
        <Button kind="quiet" icon="add" aria-label="New collection" onClick={() => setOpen("new")} />
      </header>
      <ul>
        <CollectionLink name="All videos" id={undefined} current={current} />
        {collections.map(({ id, name }) => (
          <CollectionLink key={id} name={name} id={id} current={current} />
        ))}
      </ul>
      {shown && shown.id !== "default" && (
        <Button kind="quiet" icon="delete" onClick={() => setOpen("delete")}>
          Delete collection
        </Button>
      )}
      {open === "new" && <NewCollection onMade={onChange} onClose={close} />}
      {open === "delete" && shown && (
        <Confirm
          title={`Delete ${shown.name}?`}
          text="Only a collection without videos can be deleted."
          verb="Delete collection"
          does={remove}
          onClose={close}
        />
      )}
    </nav>
  );
}

interface CollectionLinkProps {
  readonly name: string;
  readonly id: string | undefined;
  readonly current: string | undefined;
}

function CollectionLink({ name, id, current }: CollectionLinkProps) {
  const href = formatRoute({ page: "library", ...(id === undefined ? {} : { collection: id }) });
  return (
    <li>
      <a href={href} aria-current={id === current ? "true" : undefined}>
        <Icon name={id === undefined ? "library" : "folder"} />
        <span>{name}</span>
      </a>
    </li>
  );
}
