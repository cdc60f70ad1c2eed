"""VideoDB's page "Streams and Exports" in Python, against Cutstream.

pip install videodb, then: VIDEO_DB_BASE_URL=http://localhost:8720/videodb python streams_and_exports.py m-...
The form is that of the SDK; where the page has calls that the SDK does not have, a comment says so.
"""

import os
import sys
import time

import videodb
from videodb.asset import VideoAsset
from videodb.editor import Clip, Timeline as EditorTimeline, Track, VideoAsset as EditorVideoAsset
from videodb.timeline import Timeline


def connection():
    return videodb.connect(
        api_key=os.environ.get("VIDEO_DB_API_KEY", "any"),
        base_url=os.environ.get("VIDEO_DB_BASE_URL", "http://localhost:8720/videodb"),
    )


def quick_example(video):
    results = video.search("product demo")
    stream_url = results.compile()
    stream_url_2 = video.generate_stream([(10, 30), (45, 60)])
    download_url = video.download(name="sample video")["download_url"]  # a dict, not the address itself
    return stream_url, stream_url_2, download_url


def from_timestamps(video):
    return video.generate_stream([(0, 15), (120, 180), (300, 330)])


def from_timeline(conn, video):
    # The page imports these two from videodb.editor, whose Timeline has no add_inline.
    timeline = Timeline(conn)
    timeline.add_inline(VideoAsset(video.id, start=10, end=30))
    timeline.add_inline(VideoAsset(video.id, start=60, end=90))
    return timeline.generate_stream()


def media_urls(video, audio, image):
    return video.download(name="sample video")["download_url"], audio.generate_url(), image.generate_url()


def export_matches(video):
    return [
        {"start": shot.start, "end": shot.end, "url": shot.generate_stream(), "text": shot.text}
        for shot in video.search("highlight moments").get_shots()
    ]


def export_clips(video, timestamps, prefix="clip"):
    return [
        {
            "name": f"{prefix}_{i + 1}",
            "start": start,
            "end": end,
            "duration": end - start,
            "url": video.generate_stream([(start, end)]),
        }
        for i, (start, end) in enumerate(timestamps)
    ]


def merge_videos(conn, video1, video2, video3):
    timeline = Timeline(conn)
    timeline.add_inline(VideoAsset(video1.id, start=0, end=30))
    timeline.add_inline(VideoAsset(video2.id, start=10, end=40))
    timeline.add_inline(VideoAsset(video3.id, start=0, end=20))
    return timeline.generate_stream()


def collection_highlights(conn, coll):
    # The page starts every clip at 0 on a track of its own: they would cover one another.
    timeline, track, at = EditorTimeline(conn), Track(), 0
    for shot in coll.search("best moments").get_shots()[:10]:
        duration = shot.end - shot.start
        track.add_clip(at, Clip(asset=EditorVideoAsset(id=shot.video_id, start=shot.start), duration=duration))
        at += duration
    timeline.add_track(track)
    return timeline.generate_stream()


def get_fresh_stream(video, timestamps, cache={}):
    cache_key = f"{video.id}:{timestamps}"
    cached = cache.get(cache_key)
    if cached and cached["expires"] > time.time():
        return cached["url"]
    url = video.generate_stream(timestamps)
    cache[cache_key] = {"url": url, "expires": time.time() + 23 * 3600}
    return url


def reframes(video, callback_url):
    vertical = video.reframe(target="vertical", mode="smart")
    square = video.reframe(target={"width": 1, "height": 1})
    clip = video.reframe(start=10.0, end=60.0, target="vertical")
    video.reframe(start=10.0, end=60.0, target="vertical", callback_url=callback_url)
    return vertical, square, clip, video.smart_vertical_reframe()


if __name__ == "__main__":
    conn = connection()
    coll = conn.get_collection()
    video = coll.get_video(sys.argv[1])
    print(quick_example(video))
    print(from_timestamps(video))
    print(from_timeline(conn, video))
    print(export_clips(video, [(0, 30), (120, 180), (300, 330)]))
    print(collection_highlights(conn, coll))
