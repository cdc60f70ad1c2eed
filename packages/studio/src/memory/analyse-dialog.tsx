/** @jsxImportSource preact */
import { useState } from "preact/hooks";
import { cs } from "../server.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ErrorNote } from "../ui/error-note.tsx";

const ANALYSERS = [
  ["shots", "Shots", "cuts, fades and dissolves"],
  ["speech", "Speech", "sentences and words with their times"],
  ["scenes", "Scenes", "objects, faces, text on screen, colours"],
  ["sound", "Sound", "loudness, silence, speech or not, crowd peaks"],
  ["subjects", "Subjects", "who and what a cropped picture follows; takes longer"],
  ["looks", "Looks", "how pictures look, where the server has a model for it"],
] as const;

export interface AnalyseDialogProps {
  readonly video: string;
  readonly onStarted: () => void;
  readonly onClose: () => void;
}

/** Asks which analysers are to run; what they find takes the place of what is there. */
export function AnalyseDialog({ video, onStarted, onClose }: AnalyseDialogProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(["shots", "speech", "scenes", "sound"]));
  const [error, setError] = useState<unknown>();
  const toggle = (name: string) => {
    const next = new Set(chosen);
    if (!next.delete(name)) next.add(name);
    setChosen(next);
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      await cs.indexes.analyse(video, [...chosen]);
      onStarted();
      onClose();
    } catch (thrown) {
      setError(thrown);
    }
  };
  return (
    <Dialog title="Analyse" onClose={onClose}>
      <form onSubmit={submit}>
        <fieldset class="choices">
          <legend class="label">What is found takes the place of what is there.</legend>
          {ANALYSERS.map(([name, title, finds]) => (
            <label key={name}>
              <input type="checkbox" checked={chosen.has(name)} onChange={() => toggle(name)} />
              <span>
                {title} <span class="hint">{finds}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {error !== undefined && <ErrorNote error={error} />}
        <div class="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={chosen.size === 0}>
            Analyse
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
