/** What stands in for a picture of somebody: the first letters of the first and the last of their names. */
export function initials(name: string): string {
  const names = name.split(/\s+/).filter((each) => each !== "");
  const shown = names.length > 1 ? [names[0]!, names.at(-1)!] : names;
  return shown.map((each) => Array.from(each)[0]!.toLocaleUpperCase()).join("");
}
