#!/usr/bin/python3
"""Ceph's radosgw, unmodified, over one monitor and one storage daemon on 127.0.0.1: a second real store for tests.

    radosgw_store.py          prints READY <endpoint> <credentials file>, serves until SIGTERM

Objects live in memory. Its start takes several times as long as Swift's, so it is for whoever has it installed. See
supervised_store.py for the life of the processes and the folder. Debian: radosgw ceph-mon ceph-osd ceph-common.
"""
import os
import shutil
import sys
import uuid

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import supervised_store as supervised  # noqa: E402

PACKAGES = "radosgw ceph-mon ceph-osd ceph-common"
PROGRAMS = ("ceph-mon", "ceph-osd", "ceph", "ceph-authtool", "monmaptool", "radosgw", "radosgw-admin")
REGION = "default"

# One copy of everything, few placement groups, no manager: enough for a store that lives for a minute.
CEPH_CONF = """\
[global]
fsid = {fsid}
mon_host = [v2:127.0.0.1:{mon_v2},v1:127.0.0.1:{mon_v1}]
mon_initial_members = a
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
public_network = 127.0.0.0/8
cluster_network = 127.0.0.0/8
auth_cluster_required = cephx
auth_service_required = cephx
auth_client_required = cephx
auth_allow_insecure_global_id_reclaim = false
run_dir = {folder}/run
admin_socket = {folder}/run/$name.asok
pid_file = {folder}/run/$name.pid
log_file = {folder}/log/$name.log
mon_cluster_log_file = {folder}/log/cluster.log
crash_dir = {folder}/log
log_to_stderr = false
keyring = {folder}/keyring
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 4
osd_pool_default_pgp_num = 4
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_warn_on_pool_no_redundancy = false
mon_data_avail_crit = 1
mon_max_pg_per_osd = 1000
osd_objectstore = memstore
memstore_device_bytes = 2147483648
osd_max_object_name_len = 2048
[mon.a]
mon_data = {folder}/mon
[osd.0]
osd_data = {folder}/osd
[client.rgw]
rgw_frontends = beast endpoint=127.0.0.1:{gateway}
rgw_thread_pool_size = 32
rgw_dynamic_resharding = false
rgw_enable_usage_log = false
rgw_override_bucket_index_max_shards = 1
"""

KEYS = (
    (["--create-keyring"], "mon.", ["mon", "allow *"]),
    ([], "client.admin", ["mon", "allow *", "osd", "allow *"]),
    ([], "client.rgw", ["mon", "allow rwx", "osd", "allow rwx"]),
    ([], "osd.0", ["mon", "allow profile osd", "osd", "allow *"]),
)


def make_keyring(folder):
    keyring = folder.file("keyring")
    for create, name, capabilities in KEYS:
        pairs = [word for kind, may in zip(capabilities[::2], capabilities[1::2]) for word in ("--cap", kind, may)]
        folder.run(["ceph-authtool", *create, keyring, "--gen-key", "-n", name, *pairs], "keyring")
    return keyring


def start_cluster(folder, conf, fsid, ports):
    keyring, monmap, osd = make_keyring(folder), folder.file("monmap"), str(uuid.uuid4())
    for name in ("mon", "osd", "run"):
        os.makedirs(os.path.join(folder.path, name), exist_ok=True)
    addresses = f"[v2:127.0.0.1:{ports['mon_v2']},v1:127.0.0.1:{ports['mon_v1']}]"
    folder.run(["monmaptool", "--create", "--fsid", fsid, "--addv", "a", addresses, monmap], "mon")
    folder.run(["ceph-mon", *conf, "-i", "a", "--mkfs", "--monmap", monmap, "--keyring", keyring], "mon")
    folder.start(["ceph-mon", *conf, "-i", "a", "-f"], "mon")
    folder.run(["ceph", *conf, "--connect-timeout", "30", "osd", "new", osd], "osd")
    folder.run(["ceph-osd", *conf, "-i", "0", "--mkfs", "--osd-uuid", osd], "osd")
    folder.start(["ceph-osd", *conf, "-i", "0", "-f"], "osd")


def launch():
    supervised.need_installed(all(shutil.which(program) for program in PROGRAMS), PACKAGES)
    with supervised.StoreFolder("radosgw") as folder:
        names = ("mon_v2", "mon_v1", "gateway")
        ports, fsid = dict(zip(names, supervised.free_ports(len(names)))), str(uuid.uuid4())
        conf = ["-c", folder.write("ceph.conf", CEPH_CONF.format(fsid=fsid, folder=folder.path, **ports))]
        start_cluster(folder, conf, fsid, ports)
        access, secret = supervised.generated_key(), supervised.generated_key()
        folder.run(["radosgw-admin", *conf, "-n", "client.rgw", "user", "create", "--uid=ingot",
                    "--display-name=ingot", f"--access-key={access}", f"--secret={secret}"], "user")
        gateway = folder.start(["radosgw", *conf, "-n", "client.rgw", "-f"], "radosgw")
        folder.wait_for("radosgw", lambda: supervised.answers(ports["gateway"]), gateway, "radosgw")
        folder.announce(f"http://127.0.0.1:{ports['gateway']}", access, secret, REGION)


if __name__ == "__main__":
    supervised.main(launch)
