#!/usr/bin/python3
"""An S3 API on loopback for tests and for the example: OpenStack Swift, of Debian's packages
swift-proxy, swift-account, swift-container and swift-object, all of it in this one process.

    /usr/bin/python3 s3-server.py FOLDER [--port PORT]

Keeps its data in FOLDER, prints one line of JSON once it answers, and ends when its standard input does, so that it
outlives nobody who started it. Not for production: one copy of everything, and credentials that stand here.
"""

import argparse
import json
import os
import sys
from time import time as now

import eventlet

eventlet.monkey_patch()

from eventlet import listen, tpool, wsgi  # noqa: E402
from swift.common import utils  # noqa: E402
from swift.common.ring import RingBuilder  # noqa: E402
from swift.common.wsgi import SwiftHttpProtocol, loadapp  # noqa: E402

ACCESS_KEY, SECRET_KEY = "test:tester", "testing"
SERVERS = ("account", "container", "object")
PROXY = """
[DEFAULT]
swift_dir = {etc}
[pipeline:main]
pipeline = catch_errors cache listing_formats bulk s3api tempauth copy slo dlo versioned_writes symlink proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
paste.filter_factory = __main__:memory_cache
[filter:s3api]
use = egg:swift#s3api
s3_acl = false
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_object_versioning = true
""" + "".join(f"[filter:{name}]\nuse = egg:swift#{name}\n"
              for name in ("listing_formats", "bulk", "copy", "slo", "dlo", "symlink"))
STORE = """
[DEFAULT]
swift_dir = {etc}
devices = {devices}
mount_check = false
recon_cache_path = {etc}
[pipeline:main]
pipeline = app
[app:app]
use = egg:swift#{name}
"""


class MemoryCache:
    """What Swift asks of memcached, in this process: only tokens and facts of accounts go there."""

    def __init__(self):
        self.kept = {}

    def get(self, key, raise_on_error=False):
        value, until = self.kept.get(key, (None, 0))
        return value if until == 0 or until > now() else None

    def set(self, key, value, serialize=True, time=0, min_compress_len=0, raise_on_error=False):
        self.kept[key] = (value, time and now() + time)

    def incr(self, key, delta=1, time=0):
        self.set(key, (self.get(key) or 0) + delta, time=time)
        return self.get(key)

    def delete(self, key, server_key=None):
        self.kept.pop(key, None)


def memory_cache(global_conf, **local_conf):
    cache = MemoryCache()

    def with_cache(app):
        def call(env, start_response):
            env["swift.cache"] = cache
            return app(env, start_response)
        return call
    return with_cache


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def serve(sock, conf):
    app = loadapp(conf, global_conf={"log_name": os.path.basename(conf)})
    # The AWS SDKs look for "ETag", and Eventlet would write "Etag".
    eventlet.spawn(wsgi.server, sock, app, utils.NullLogger(), protocol=SwiftHttpProtocol,
                   capitalize_response_headers=False, log_output=False, max_size=1024)


def start(folder, port):
    etc, devices = os.path.join(folder, "etc"), os.path.join(folder, "devices")
    os.makedirs(etc, exist_ok=True)
    os.makedirs(os.path.join(devices, "disk"), exist_ok=True)
    utils.SWIFT_CONF_FILE = os.path.join(etc, "swift.conf")
    write(utils.SWIFT_CONF_FILE, "[swift-hash]\nswift_hash_path_prefix = a\nswift_hash_path_suffix = z\n"
          "[storage-policy:0]\nname = gold\ndefault = yes\n")
    utils.validate_hash_conf()
    for name in SERVERS:
        sock = listen(("127.0.0.1", 0))
        ring = RingBuilder(4, 1, 1)
        ring.add_dev({"region": 1, "zone": 1, "ip": "127.0.0.1", "port": sock.getsockname()[1],
                      "device": "disk", "weight": 1.0})
        ring.rebalance()
        ring.get_ring().save(os.path.join(etc, f"{name}.ring.gz"))
        conf = os.path.join(etc, f"{name}-server.conf")
        write(conf, STORE.format(etc=etc, devices=devices, name=name))
        serve(sock, conf)
    sock = listen(("127.0.0.1", port))
    conf = os.path.join(etc, "proxy-server.conf")
    write(conf, PROXY.format(etc=etc))
    serve(sock, conf)
    return f"http://127.0.0.1:{sock.getsockname()[1]}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--port", type=int, default=0)
    asked = parser.parse_args()
    endpoint = start(os.path.abspath(asked.folder), asked.port)
    print(json.dumps({"endpoint": endpoint, "accessKeyId": ACCESS_KEY, "secretAccessKey": SECRET_KEY}), flush=True)
    # In a thread of its own: a pipe is read blocking.
    tpool.execute(sys.stdin.buffer.read)


main()
