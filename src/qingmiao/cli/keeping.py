"""The subcommands that keep a site: its audit log, backups, and packages for places without a network."""

from __future__ import annotations

import argparse
from pathlib import Path

from qingmiao.cli.site import start
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
