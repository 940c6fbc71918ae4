/** Registers every element of the widget, the inner ones first so that nothing upgrades half-way. */
import "./attachment/define.ts";
import "./card/define.ts";
import "./message/define.ts";
import "./quick-replies/define.ts";
import "./typing/define.ts";
import "./ticket/define.ts";
import "./code-field/define.ts";
import "./log/define.ts";
import "./composer/define.ts";
import "./rating/define.ts";
import "./menu/define.ts";
import "./link/define.ts";
import "./chat/define.ts";
