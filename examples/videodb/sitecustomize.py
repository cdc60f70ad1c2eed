# For code that calls connect() bare: PYTHONPATH=this/folder VIDEO_DB_BASE_URL=... python app.py
import os

base = os.environ.get("VIDEO_DB_BASE_URL")
if base:
    import videodb

    videodb.connect.__defaults__ = tuple(
        base if value == "https://api.videodb.io" else value for value in videodb.connect.__defaults__
    )
