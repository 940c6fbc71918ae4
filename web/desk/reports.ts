/** The page of reports: registers its elements. Everything else happens in them. */
import "./bar/define.ts";
import "./chart/define.ts";
import "./reports/define.ts";
