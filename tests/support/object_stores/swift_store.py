#!/usr/bin/python3
"""OpenStack Swift with its S3 API, unmodified, on 127.0.0.1: a store for tests that nobody on this project wrote.

    swift_store.py            prints READY <endpoint> <credentials file>, serves until SIGTERM

Account, container, object and proxy server run in one process as green threads; memcached is its sibling. Only the
launch is particular: Swift reads its configuration from /etc/swift unless told otherwise before its modules are used.
See supervised_store.py for the life of the process and its folder. Debian: swift-proxy swift-account swift-container
swift-object memcached. Runs under /usr/bin/python3, where Debian's packages are.
"""
import importlib.util
import os
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import supervised_store as supervised  # noqa: E402

PACKAGES = "swift-proxy swift-account swift-container swift-object memcached"
REGION = "us-east-1"
BACKENDS = ("account", "container", "object")

SWIFT_CONF = """\
[swift-hash]
swift_hash_path_prefix = ingot
swift_hash_path_suffix = tests
[storage-policy:0]
name = only
default = yes
"""

# No fallocate and no mount point: the devices are folders of a temporary folder. No log socket either.
COMMON_CONF = """\
[DEFAULT]
swift_dir = {etc}
devices = {devices}
mount_check = false
disable_fallocate = true
fallocate_reserve = 0
log_address = /nonexistent
"""

BACKEND_CONF = """\
[pipeline:main]
pipeline = app
[app:app]
use = egg:swift#{name}
replication_server = false
"""

# The limits are those Amazon documents: 10000 parts, 5 MiB for all but the last.
PROXY_CONF = """\
[pipeline:main]
pipeline = catch_errors cache listing_formats s3api tempauth bulk slo dlo versioned_writes proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:{memcached}
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
location = {region}
max_upload_part_num = 10000
min_segment_size = 5242880
check_bucket_owner = false
[filter:tempauth]
use = egg:swift#tempauth
user_ingot_{user} = {secret} .admin
[filter:bulk]
use = egg:swift#bulk
[filter:slo]
use = egg:swift#slo
max_manifest_segments = 10000
max_manifest_size = 8388608
[filter:dlo]
use = egg:swift#dlo
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_versioned_writes = true
"""


def keeps_attributes(folder):
    """Swift keeps an object's metadata in extended attributes, which not every file system has."""
    with tempfile.NamedTemporaryFile(dir=folder) as probe:
        try:
            os.setxattr(probe.name, "user.ingot", b"1")
        except OSError:
            return False
    return True


def start_memcached(folder):
    port_file = folder.file("run", "memcached.port")
    user = ["-u", "root"] if os.getuid() == 0 else []
    child = folder.start(["/usr/bin/memcached", "-l", "127.0.0.1", "-p", "-1", "-U", "0", "-m", "16", "-t", "1", *user],
                         "memcached", {"MEMCACHED_PORT_FILENAME": port_file})
    folder.wait_for("memcached", lambda: os.path.exists(port_file), child, "memcached")
    with open(port_file) as lines:
        return int(lines.read().rsplit(":", 1)[1])


def write_configuration(folder, memcached, user, secret):
    common = COMMON_CONF.format(etc=folder.file("etc", "").rstrip("/"), devices=folder.file("devices", "").rstrip("/"))
    os.makedirs(folder.file("devices", "disk", "").rstrip("/"), exist_ok=True)
    folder.write("etc/swift.conf", SWIFT_CONF)
    for name in BACKENDS:
        folder.write(f"etc/{name}.conf", common + BACKEND_CONF.format(name=name))
    folder.write("etc/proxy.conf", common + PROXY_CONF.format(
        memcached=memcached, region=REGION, user=user, secret=secret))


def launch():
    supervised.need_installed(
        importlib.util.find_spec("swift") is not None and shutil.which("memcached", path="/usr/bin"), PACKAGES)
    with supervised.StoreFolder("swift") as folder:
        if not keeps_attributes(folder.path):
            raise supervised.StoreFailed(
                f"the file system of {folder.path} keeps no extended attributes; set TMPDIR to a folder that does")
        user, secret = supervised.generated_key(), supervised.generated_key()
        write_configuration(folder, start_memcached(folder), user, secret)
        port_file = folder.file("run", "proxy.port")
        child = folder.start([sys.executable, "-B", os.path.abspath(__file__), "--serve", folder.path], "swift")
        folder.wait_for("swift", lambda: os.path.exists(port_file), child, "swift")
        with open(port_file) as port:
            # An access key of tempauth has a colon: clients that re-encode URLs are found out by it.
            folder.announce(f"http://127.0.0.1:{port.read()}", f"ingot:{user}", secret, REGION)


def serve(folder):
    """The store itself: four servers in this process, until it is killed."""
    import eventlet
    import eventlet.wsgi
    from eventlet.green import socket
    from swift.common import utils

    etc = os.path.join(folder, "etc")
    # Importing swift.common.utils has already looked into /etc/swift: from here on it is our file.
    utils.SWIFT_CONF_FILE = os.path.join(etc, "swift.conf")
    utils.HASH_PATH_PREFIX = utils.HASH_PATH_SUFFIX = b""
    from swift.common import constraints, storage_policy, wsgi
    from swift.common.ring import RingBuilder

    eventlet.hubs.use_hub(utils.get_hub())
    utils.validate_hash_conf()
    constraints.reload_constraints()
    storage_policy.reload_storage_policies()
    (getattr(wsgi, "monkey_patch", None) or utils.eventlet_monkey_patch)()
    try:
        from swift.common.http_protocol import SwiftHttpProtocol as protocol
    except ImportError:
        protocol = wsgi.SwiftHttpProtocol

    def listen():
        listener = eventlet.listen(("127.0.0.1", 0), backlog=512)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener

    def start(name, listener):
        app = wsgi.loadapp(os.path.join(etc, f"{name}.conf"), global_conf={"log_requests": "false"})
        return eventlet.spawn(eventlet.wsgi.server, listener, app, utils.NullLogger(), protocol=protocol, max_size=512,
                              capitalize_response_headers=False)

    listeners = {name: listen() for name in (*BACKENDS, "proxy")}
    for name in BACKENDS:  # one copy of everything, on one device: the ring says where
        builder = RingBuilder(4, 1, 0)
        port = listeners[name].getsockname()[1]
        builder.add_dev({"region": 1, "zone": 1, "ip": "127.0.0.1", "port": port, "device": "disk", "weight": 1.0,
                         "replication_ip": "127.0.0.1", "replication_port": port, "meta": ""})
        builder.rebalance()
        builder.get_ring().save(os.path.join(etc, f"{name}.ring.gz"))
    threads = [start(name, listener) for name, listener in listeners.items()]
    port_file = os.path.join(folder, "run", "proxy.port")
    with open(port_file + ".new", "w") as out:
        out.write(str(listeners["proxy"].getsockname()[1]))
    os.rename(port_file + ".new", port_file)
    threads[-1].wait()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2])
    else:
        supervised.main(launch)
