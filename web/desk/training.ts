/** The page of the training inbox: registers its elements. Everything else happens in them. */
import "./bar/define.ts";
import "./training/define.ts";
