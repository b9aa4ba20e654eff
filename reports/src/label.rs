//! The three parts of a cell's label, `problem{…}/algorithm{…}/repeat`.

/// Splits `text` at every `separator` that stands outside braces, brackets and quotes.
fn split_outside(text: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut quoted, mut escaped) = (Vec::new(), 0, 0_usize, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            _ if c == separator && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// `name{a=1,b=2}` as its name and its parameters as written.
pub(crate) fn parameters(part: &str) -> (&str, Vec<&str>) {
    match part.split_once('{') {
        Some((name, rest)) => {
            let inside = rest.strip_suffix('}').unwrap_or(rest);
            let parameters = split_outside(inside, ',');
            (name, parameters.into_iter().filter(|p| !p.is_empty()).collect())
        }
        None => (part, Vec::new()),
    }
}

/// The part without the parameters named in `names`.
pub fn without(part: &str, names: &[&str]) -> String {
    let (name, parameters) = parameters(part);
    let kept: Vec<&str> = parameters
        .into_iter()
        .filter(|p| {
            let key = p.split_once('=').map_or(*p, |(key, _)| key);
            !names.contains(&key)
        })
        .collect();
    if kept.is_empty() { name.to_owned() } else { format!("{name}{{{}}}", kept.join(",")) }
}

/// The problem's and the algorithm's part of a label.
pub fn parts(label: &str) -> (&str, &str) {
    let parts = split_outside(label, '/');
    (parts.first().copied().unwrap_or(label), parts.get(1).copied().unwrap_or(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_split_outside_braces() {
        let label = r#"quadratic{condition=1e4,data="a/b}",instance=1}/gradient-descent{step_size=1/L}/3"#;
        let (problem, algorithm) = parts(label);
        assert_eq!(algorithm, "gradient-descent{step_size=1/L}");
        assert_eq!(without(problem, &["instance"]), r#"quadratic{condition=1e4,data="a/b}"}"#);
        assert_eq!(without("sphere{instance=1}", &["instance"]), "sphere");
        assert_eq!(parameters("a{x=[1,2],y=3}").1, ["x=[1,2]", "y=3"]);
    }
}
