"""`giftline sites`: the sites that customers come from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.open_services import open_services
from bot.cli.output import ends_with_reason, err, out, print_table
from bot.errors import InvalidSite, UnknownSite
from bot.identity.site import Site
from bot.services.change_sites import SiteChanges

app = typer.Typer(help="The sites that customers come from.", no_args_is_help=True)

Slug = Annotated[str, typer.Argument(metavar="SITE", help="The site's short name, such as my-shop.")]
Origins = Annotated[
    list[str] | None,
    typer.Option(help="Whose pages may show the chat, such as https://www.example.com. May be repeated."),
]
Accent = Annotated[
    str | None, typer.Option(metavar="COLOUR", help='The chat\'s colour on its pages, such as "#0a5c5a".')
]
Team = Annotated[
    str | None,
    typer.Option(
        help="Who answers its customers, whatever they ask: a team of the brand's file, such as fraud."
    ),
]


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
    origin: Origins = None,
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
    accent: Accent = None,
    team: Team = None,
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
            accent=accent,
            team=team,
        )
    _show(site)
    _tell_secret(site)


@app.command()
@ends_with_reason
def change(
    slug: Slug,
    name: Annotated[str | None, typer.Option(help="What people call it.")] = None,
    origin: Origins = None,
    region: Annotated[
        str | None, typer.Option(help="The country of accounts that the ledger has not met.")
    ] = None,
    accent: Accent = None,
    no_accent: Annotated[
        bool, typer.Option("--no-accent", help="The chat has its own colour again.")
    ] = False,
    team: Team = None,
    no_team: Annotated[
        bool, typer.Option("--no-team", help="Who answers depends on what is asked again.")
    ] = False,
) -> None:
    """Change a site at once. What is not named stays, as does its secret; the origins named take the place
    of all it has.

    Example: [bold]giftline sites change my-shop --accent "#0a5c5a" --team fraud[/bold]
    """
    changes: SiteChanges = {}
    if name is not None:
        changes["name"] = name
    if origin:
        changes["origins"] = origin
    if region is not None:
        changes["region"] = region
    if accent is not None or no_accent:
        changes["accent"] = _one_of("accent", accent, is_taken_away=no_accent)
    if team is not None or no_team:
        changes["team"] = _one_of("team", team, is_taken_away=no_team)
    with open_services() as services:
        site = services.change_sites.change(slug, **changes)
    _show(site)


@app.command("list")
@ends_with_reason
def list_sites() -> None:
    """List the sites.

    Example: [bold]giftline sites list[/bold]
    """
    with open_services() as services:
        listed = services.list_sites()
    print_table(
        *("site", "name", "origins", "brand", "region", "signs in with", "accent", "team"),
        rows=[
            (
                site.id,
                site.name,
                "\n".join(site.origins),
                site.brand,
                site.region,
                _signs_with(site),
                site.accent or "",
                site.team or "",
            )
            for site in listed
        ],
    )


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
        "Accent": site.accent or "the chat's own",
        "Team": site.team or "by what is asked",
    }
    for name, value in lines.items():
        out.print(f"{name:14} {value}", markup=False, emoji=False, highlight=False, soft_wrap=True)


def _one_of(setting: str, written: str | None, *, is_taken_away: bool) -> str | None:
    if written is not None and is_taken_away:
        raise InvalidSite(f"Give --{setting} or --no-{setting}, not both.")
    return written


def _signs_with(site: Site) -> str:
    ways = [way for way, has in (("HS256", site.secret), ("EdDSA", site.eddsa_key)) if has is not None]
    return " and ".join(ways) or "nothing"


def _tell_secret(site: Site) -> None:
    if site.secret is None:
        return
    out.print(f"{'Secret':14} {site.secret}", markup=False, emoji=False, highlight=False, soft_wrap=True)
    err.print("Keep the secret on the site's server. It is not shown again.")
