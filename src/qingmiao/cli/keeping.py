"""The subcommands that keep a site: its audit log, backups, and packages for places without a network."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from qingmiao.cli.site import start, whoami
from qingmiao.cli.tables import Commands

# ------------------------------------------------------------------------------------------------ the audit log


def add_audit(commands: Commands, site: argparse.ArgumentParser) -> None:
    """Offer `audit`."""
    parser = commands.add_parser("audit", help="审计日志：核对、导出签名的链头 / the audit log: verify it, take out its signed heads")
    under = parser.add_subparsers(title="命令 / commands", metavar="", required=True)
    verify = under.add_parser(
        "verify", parents=[site], help="核对全部记录，有问题时退出码为 1 / go through the whole log; exit code 1 where it is wrong"
    )
    verify.add_argument("--heads", type=Path, metavar="文件/FILE", help="另存的链头文件 / heads that were kept elsewhere")
    verify.add_argument(
        "--key",
        type=Path,
        action="append",
        default=[],
        metavar="公钥/PUBLIC.pem",
        help="只信这些公钥，可写几次；省略时用本站的 / trust these public keys alone; the site's own when left out",
    )
    verify.set_defaults(run=_verify)
    heads = under.add_parser(
        "heads", parents=[site], help="签一个链头；写出全部链头另存 / sign a head; write all heads to be kept elsewhere"
    )
    heads.add_argument(
        "--out", type=Path, metavar="文件/FILE", help="写到哪里，公钥写在旁边 / where to; the public key is written beside it"
    )
    heads.set_defaults(run=_heads)
    key = under.add_parser("key", parents=[site], help="显示本站公钥和指纹 / show the site's public key and its fingerprint")
    key.add_argument("--out", type=Path, metavar="文件/PUBLIC.pem", help="写成文件 / write it to a file")
    key.set_defaults(run=_key)


def _verify(options: argparse.Namespace) -> int:
    start(options)
    from qingmiao.web.ledger.verifying import verify

    found = verify(heads=options.heads, keys=options.key)
    for one in found.wrong:
        print(f"{one.zh} / {one.en}")
    if not found.wrong:
        print(" / ".join(found.sentence))
    return 1 if found.wrong else 0


def _heads(options: argparse.Namespace) -> int:
    start(options)
    from qingmiao.exchange.signed import fingerprint, grouped, own_key, pem, write_whole
    from qingmiao.web.ledger.heads import heads_file, keep, keys_folder

    head = keep(why="export")
    print(
        f"第 {head.number} 个链头：{head.count} 条记录，最后是第 {head.last} 条 / head {head.number}: {head.count} entries, the last is {head.last}"
    )
    if options.out is not None:
        public = own_key(keys_folder()).public_key()
        write_whole(options.out, heads_file().read_bytes())
        beside = options.out.with_name(f"{options.out.stem}.pem")
        write_whole(beside, pem(public))
        print(f"{options.out}，{beside}（{grouped(fingerprint(public))}）")
        print("请放到本机之外，如上级办公室、档案室 / keep them off this machine, with an office above or in the archive")
    return 0


def _key(options: argparse.Namespace) -> int:
    start(options)
    from qingmiao.exchange.signed import fingerprint, grouped, own_key, pem, write_whole
    from qingmiao.web.ledger.heads import keys_folder

    public = own_key(keys_folder()).public_key()
    print(pem(public).decode("ascii"), end="")
    print(f"指纹 / fingerprint：{grouped(fingerprint(public))}")
    if options.out is not None:
        write_whole(options.out, pem(public))
    return 0


# ------------------------------------------------------------------------------------------------ backup, restore


def add_backup(commands: Commands, site: argparse.ArgumentParser) -> None:
    """Offer `backup`."""
    parser = commands.add_parser("backup", parents=[site], help="把整个系统备份成一个文件 / the whole site as one file")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="文件/FILE.zip", help="写到哪里；不覆盖已有的 / where to; never overwrites"
    )
    parser.add_argument(
        "--with-keys",
        action="store_true",
        help="连同本站私钥：谁拿到就能冒充本站签名 / with the site's private keys: whoever has them can sign in its name",
    )
    parser.set_defaults(run=_backup)


def _backup(options: argparse.Namespace) -> int:
    start(options)
    from qingmiao.web.keeping.taking import backup

    taken = backup(options.out, with_keys=options.with_keys, by=whoami())
    print(
        f"{options.out}：{taken.tables} 张表 {taken.rows} 行，{taken.files} 个文件，{options.out.stat().st_size / 1e6:.1f} MB"
        f" / {taken.rows} rows of {taken.tables} tables, {taken.files} files"
    )
    print("里面有口令的密文和全部数据，请妥善保管 / it holds all data and the hashes of passwords: keep it safe")
    return 0


def add_restore(commands: Commands, site: argparse.ArgumentParser) -> None:
    """Offer `restore`."""
    parser = commands.add_parser(
        "restore", help="由备份恢复到空文件夹和空数据库，也用于搬家 / build a site up from a backup, on this or another database"
    )
    parser.add_argument("file", type=Path, metavar="文件/FILE.zip")
    parser.add_argument("--home", type=Path, required=True, metavar="文件夹/NEW", help="新的数据文件夹 / the new site's folder")
    parser.set_defaults(run=_restore)


def _restore(options: argparse.Namespace) -> int:
    from qingmiao.web.keeping.restoring import restore

    found = restore(options.file, options.home, by=whoami(), say=print)
    print(f"已恢复到 {options.home}（{'PostgreSQL' if os.environ.get('DATABASE_URL') else 'SQLite'}） / restored")
    print(" / ".join(found.sentence))
    return 1 if found.wrong else 0


# ------------------------------------------------------------------------------------------------ packages


def add_exchange(commands: Commands, site: argparse.ArgumentParser) -> None:
    """Offer `exchange`."""
    parser = commands.add_parser("exchange", help="没有网络的地方：报表打包、填好收回 / forms for places without a network, and back")
    under = parser.add_subparsers(title="命令 / commands", metavar="", required=True)
    pack = under.add_parser("pack", parents=[site], help="把一轮的报表（或填好的数）打成包 / pack forms of a round, or what was filled in")
    pack.add_argument("round", metavar="轮次/ROUND", help="轮次的名称或编号 / name or number of the round")
    pack.add_argument(
        "--to", default="", metavar="地区或部门/TO", help="发给谁；交回填好的数时不用写 / for whom; not needed for what was filled in"
    )
    pack.add_argument("--out", type=Path, required=True, metavar="文件/P.qmp")
    pack.set_defaults(run=_pack)
    unpack = under.add_parser("unpack", parents=[site], help="收下一个包；重复收不要紧 / take a package; taking it twice is harmless")
    unpack.add_argument("file", type=Path, metavar="文件/P.qmp")
    unpack.add_argument("--receipt", type=Path, metavar="文件/R.qmp", help="回执写到哪里 / where the receipt goes")
    unpack.set_defaults(run=_unpack)
    trust = under.add_parser("trust", parents=[site], help="登记另一个站的公钥 / accept the public key of another site")
    trust.add_argument("public", type=Path, metavar="公钥/PUBLIC.pem")
    trust.add_argument("--name", required=True, metavar="名称/NAME", help="地区或部门的名称 / name of the place or department")
    trust.set_defaults(run=_trust)


def _pack(options: argparse.Namespace) -> int:
    start(options)
    from qingmiao.web.rounds.away.packages import pack

    head = pack(options.round, options.to, options.out, by=whoami())
    what = "报表 / forms" if head.content == "forms" else "填好的数 / what was filled in"
    print(f"{options.out}：{what} → {head.to}（{head.round.name}）")
    if head.content == "forms":
        print(f"填好的包须由登记为“{head.to}”的公钥签名 / what comes back must be signed by the key that is accepted under this name")
    return 0


def _unpack(options: argparse.Namespace) -> int:
    start(options)
    from qingmiao.web import service
    from qingmiao.web.rounds.away.packages import OUTCOMES, unpack

    by = whoami()
    done = unpack(options.file, receipt=options.receipt, by=by, add_plans=lambda folders: service.add_plans(folders, by=by, say=print))
    if done.again:
        print("这个包已经收过，没有再改动 / this package was taken before; nothing changed")
    if done.content == "forms":
        print(f"收到“{done.signer}”的报表 {done.forms} 张（{done.round}） / forms from {done.signer}")
        return 0
    counts = {outcome: sum(line.outcome == outcome for line in done.lines) for outcome in OUTCOMES}
    print(
        f"“{done.signer}”，{done.round}："
        + "，".join(f"{OUTCOMES[one][0]} {count} 格 / {OUTCOMES[one][1]}" for one, count in counts.items() if count)
    )
    for line in done.lines:
        if line.outcome not in ("taken", "same"):
            where = f"{line.department} {line.place} {line.element} {','.join(line.groups)}".rstrip()
            print(f"  {where}：{' / '.join(OUTCOMES[line.outcome])} {line.words}".rstrip())
    if done.receipt is not None:
        print(f"回执 / receipt：{done.receipt}")
    return 0


def _trust(options: argparse.Namespace) -> int:
    start(options)
    from qingmiao.exchange.signed import grouped
    from qingmiao.web.rounds.away.actions import accept_key

    known = accept_key(public=options.public, name=options.name, by=whoami())
    print(f"已登记“{known.name}”，指纹 {grouped(known.fingerprint)}，请与对方核对 / accepted; compare the fingerprint with them")
    return 0
