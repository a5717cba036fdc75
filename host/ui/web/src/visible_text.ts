// Names and messages come from outside. Markup in them is never interpreted (they only become text nodes); this shows
// what text alone can still hide: controls, and marks that turn the direction of what follows. Pure.

const kHidden = /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g;

export function visibleText(text: string): string {
  return text.replace(kHidden, (c) => {
    const code = c.charCodeAt(0).toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u${code.padStart(4, "0")}`;
  });
}
