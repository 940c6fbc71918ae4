/** The desk's page: registers its elements. Everything else happens in them. */
import "./action/define.ts";
import "./app/define.ts";
import "./approvals/define.ts";
import "./brief/define.ts";
import "./composer/define.ts";
import "./conversation/define.ts";
import "./entry/define.ts";
import "./keys-sheet/define.ts";
import "./list/define.ts";
import "./log/define.ts";
import "./macros/define.ts";
import "./mentions/define.ts";
import "./move/define.ts";
import "./settings/define.ts";
import "./views/define.ts";
