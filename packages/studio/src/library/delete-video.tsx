/** @jsxImportSource preact */
import type { Video } from "cutstream";
import { announce } from "../notices.ts";
import { cs } from "../server.ts";
import { Confirm } from "../ui/confirm.tsx";

export interface DeleteVideoProps {
  readonly video: Video;
  readonly onDeleted: () => void;
  readonly onClose: () => void;
}

/** Asks whether a video may go, with all that is remembered of it. */
export function DeleteVideo({ video: { id, name }, onDeleted, onClose }: DeleteVideoProps) {
  const remove = async () => {
    await cs.videos.delete(id);
    announce(`${name} is deleted.`);
    onDeleted();
  };
  return (
    <Confirm
      title={`Delete ${name}?`}
      text="Its media and all that is remembered of it go for good. Streams that play parts of it stop working."
      verb="Delete video"
      does={remove}
      onClose={onClose}
    />
  );
}
