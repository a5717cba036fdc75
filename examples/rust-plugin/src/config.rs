//! vendor.config as far as this plugin needs it: one text of a JSON object.

/// The text member `name` of the object; None when it is not there or the JSON does not hold together.
pub fn text_member(json: &str, name: &str) -> Option<String> {
    let mut rest = json.trim_start().strip_prefix('{')?;
    loop {
        let (key, behind) = text(rest.trim_start())?;
        rest = behind.trim_start().strip_prefix(':')?.trim_start();
        if key == name {
            return text(rest).map(|(value, _)| value);
        }
        rest = behind_value(rest)?.trim_start().strip_prefix(',')?;
    }
}

/// A text at the beginning, and what follows it. Surrogates are not put together: an address has none.
fn text(json: &str) -> Option<(String, &str)> {
    let mut out = String::new();
    let mut chars = json.strip_prefix('"')?.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((out, &json[at + 2..])),
            '\\' => out.push(match chars.next()?.1 {
                'b' => '\u{8}',
                'f' => '\u{c}',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => {
                    let digits: String = chars.by_ref().take(4).map(|(_, digit)| digit).collect();
                    char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?
                }
                plain => plain,
            }),
            plain => out.push(plain),
        }
    }
    None
}

/// What follows the value at the beginning; brackets are counted, texts skipped.
fn behind_value(json: &str) -> Option<&str> {
    let (mut rest, mut depth) = (json, 0);
    loop {
        match rest.chars().next()? {
            '"' => {
                rest = text(rest)?.1;
                continue;
            }
            ',' | '}' | ']' if depth == 0 => return Some(rest),
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            _ => {}
        }
        rest = &rest[rest.chars().next()?.len_utf8()..];
    }
}
