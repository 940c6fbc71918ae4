"""`giftline sites`: the sites that customers come from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.open_services import open_services
from bot.cli.output import ends_with_reason, err, out, print_table
from bot.errors import UnknownSite
from bot.identity.site import Site

app = typer.Typer(help="The sites that customers come from.", no_args_is_help=True)

Slug = Annotated[str, typer.Argument(metavar="SITE", help="The site's short name, such as my-shop.")]


@app.command()
@ends_with_reason
def add(
    slug: Slug,
    region: Annotated[
        str, typer.Option(help="The country of accounts that the ledger has not met, such as US.")
    ],
    name: Annotated[
        str | None, typer.Option(help="What people call it; its short name, if not given.")
    ] = None,
    origin: Annotated[
        list[str] | None,
        typer.Option(help="Whose pages may show the chat, such as https://www.example.com. May be repeated."),
    ] = None,
    brand: Annotated[
        str | None, typer.Option(help="Whose cards its customers have; this server's brand, if not given.")
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(
            help="A PEM file with the Ed25519 public key of a site that signs its customers in with EdDSA.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    secret: Annotated[
        bool | None,
        typer.Option(
            "--secret/--no-secret",
            help="Make a secret for HS256. If neither is given, one is made unless there is a key.",
        ),
    ] = None,
) -> None:
    """Add a site. Its secret is shown once.

    Example: [bold]giftline sites add my-shop --region US --origin https://www.example.com[/bold]
    """
    with open_services() as services:
        site = services.change_sites.add(
            slug,
            name if name is not None else slug,
            origin or (),
            region,
            brand=brand,
            key=key.read_bytes() if key is not None else None,
            with_secret=secret if secret is not None else key is None,
        )
    _show(site)
    _tell_secret(site)


@app.command("list")
@ends_with_reason
def list_sites() -> None:
    """List the sites.

    Example: [bold]giftline sites list[/bold]
    """
    with open_services() as services:
        listed = services.list_sites()
    print_table(
        "site", "name", "origins", "brand", "region", "signs in with",
        rows=[
            (site.id, site.name, "\n".join(site.origins), site.brand, site.region, _signs_with(site))
            for site in listed
        ],
    )  # fmt: skip


@app.command()
@ends_with_reason
def show(slug: Slug) -> None:
    """Show a site, without its secret.

    Example: [bold]giftline sites show my-shop[/bold]
    """
    with open_services() as services:
        site = services.list_sites.one(slug)
    if site is None:
        raise UnknownSite("There is no such site. `giftline sites list` lists them.")
    _show(site)


@app.command("rotate-secret")
@ends_with_reason
def rotate_secret(slug: Slug) -> None:
    """Give a site a new secret, shown once. The old one signs nobody in from now on.

    Example: [bold]giftline sites rotate-secret my-shop[/bold]
    """
    with open_services() as services:
        site = services.change_sites.rotate_secret(slug)
    _tell_secret(site)


@app.command()
@ends_with_reason
def remove(slug: Slug) -> None:
    """Remove a site. Its customers' conversations close; what was said stays.

    Example: [bold]giftline sites remove my-shop[/bold]
    """
    with open_services() as services:
        services.change_sites.remove(slug)
    err.print(f"Removed {slug}.", markup=False)


def _show(site: Site) -> None:
    lines = {
        "Site": site.id,
        "Name": site.name,
        "Origins": ", ".join(site.origins) or "none: it can link to the chat, and not show it",
        "Brand": site.brand,
        "Region": site.region,
        "Signs in with": _signs_with(site),
    }
    for name, value in lines.items():
        out.print(f"{name:14} {value}", markup=False, emoji=False, highlight=False, soft_wrap=True)


def _signs_with(site: Site) -> str:
    ways = [way for way, has in (("HS256", site.secret), ("EdDSA", site.eddsa_key)) if has is not None]
    return " and ".join(ways) or "nothing"


def _tell_secret(site: Site) -> None:
    if site.secret is None:
        return
    out.print(f"{'Secret':14} {site.secret}", markup=False, emoji=False, highlight=False, soft_wrap=True)
    err.print("Keep the secret on the site's server. It is not shown again.")
