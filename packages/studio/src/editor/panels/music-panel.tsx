/** @jsxImportSource preact */
import type { Video } from "cutstream";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import type { EditedMusic } from "../core/arrangement.ts";
import { CheckField } from "../parts/check-field.tsx";
import { ClockField } from "../parts/clock-field.tsx";
import { NumberField } from "../parts/number-field.tsx";
import { SelectField } from "../parts/select-field.tsx";
import { arrangement, edit } from "../state/store.ts";
import { listVideos } from "../state/videos.ts";
import { FaultNote, wrongWith } from "./faults.tsx";

const MODES = { replace: "In place of the clips' sound", mix: "Under the clips' sound" } as const;

const START = {
  ...({ mode: "replace", loop: true, start: 0, end: null } as const),
  ...{ gain: 0, duck: 0, fadeIn: 0, fadeOut: 0 },
};

/** Another video's sound under all clips. */
export function MusicPanel() {
  const { music } = arrangement.value;
  const set = (next: EditedMusic | null) => edit((now) => ({ ...now, music: next }));
  return (
    <div class="form">
      <MusicSource music={music} onChange={set} />
      {music && <Sound music={music} onChange={set} />}
      <FaultNote panel="music" of={null} shown={["start", "end", "gain", "fade", "duck", "video"]} />
    </div>
  );
}

interface MusicProps<T> {
  readonly music: T;
  readonly onChange: (music: EditedMusic | null) => void;
}

/** Whose sound it is. */
function MusicSource({ music, onChange }: MusicProps<EditedMusic | null>) {
  const [videos, setVideos] = useState<readonly Video[]>([]);
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    const leaving = new AbortController();
    listVideos(leaving.signal).then(setVideos, (error) => leaving.signal.aborted || setError(error));
    return () => leaving.abort();
  }, []);
  if (error !== undefined) return <ErrorNote error={error} />;
  const audible = videos.filter(({ hasAudio }) => hasAudio);
  const options = {
    "": "No music",
    ...(music && { [music.video]: music.title }),
    ...Object.fromEntries(audible.map(({ id, name }) => [id, name])),
  };
  const choose = (video: string) => {
    const title = audible.find(({ id }) => id === video)?.name ?? music?.title ?? video;
    onChange(video === "" ? null : { ...START, ...music, video, title });
  };
  return (
    <SelectField
      label="Sound of"
      value={music?.video ?? ""}
      options={options}
      hint="Any video with sound; a file of sound alone is one too."
      error={wrongWith("music", null, "video")}
      onChange={choose}
    />
  );
}

/** How it sounds. */
function Sound({ music, onChange }: MusicProps<EditedMusic>) {
  const change = (facts: Partial<EditedMusic>) => onChange({ ...music, ...facts });
  const wrong = (field: string) => wrongWith("music", null, field);
  return (
    <>
      <SelectField label="Sound" value={music.mode} options={MODES} onChange={(mode) => change({ mode })} />
      <div class="columns">
        <ClockField
          label="From"
          value={music.start}
          error={wrong("start")}
          onChange={(start) => change({ start: start ?? 0 })}
        />
        <ClockField
          label="To"
          value={music.end}
          empty="its end"
          error={wrong("end")}
          onChange={(end) => change({ end })}
        />
      </div>
      <CheckField label="Starts over at its end" checked={music.loop} onChange={(loop) => change({ loop })} />
      <div class="columns">
        <NumberField
          label="Level, dB"
          value={music.gain}
          min={-60}
          max={20}
          step={0.5}
          error={wrong("gain")}
          onChange={(gain) => change({ gain })}
        />
        {music.mode === "mix" && (
          <NumberField
            label="Sinks under speech, dB"
            value={music.duck}
            min={0}
            max={60}
            step={0.5}
            error={wrong("duck")}
            onChange={(duck) => change({ duck })}
          />
        )}
      </div>
      <div class="columns">
        <ClockField
          label="Fade in"
          value={music.fadeIn}
          error={wrong("fade")}
          onChange={(ms) => change({ fadeIn: ms ?? 0 })}
        />
        <ClockField label="Fade out" value={music.fadeOut} onChange={(ms) => change({ fadeOut: ms ?? 0 })} />
      </div>
      <div class="actions">
        <Button kind="quiet" icon="delete" onClick={() => onChange(null)}>
          Remove music
        </Button>
      </div>
    </>
  );
}
