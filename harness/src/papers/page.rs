//! The page of one reproduction: the figure, and every claim with what was measured.

use super::{Checked, Status};
use crate::markup::escaped;
use std::fmt::Write as _;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}\
    svg{width:100%;height:auto}table{border-collapse:collapse;width:100%}td,th{padding:.4rem .6rem;text-align:left;\
    border-bottom:1px solid #ddd;vertical-align:top}.PASS{color:#00664a;font-weight:600}.FAIL{color:#b00020;font-weight:600}\
    .SKIP{color:#6b5200;font-weight:600}figcaption{color:#444;font-size:.9rem}h1{line-height:1.25}";

/// The page, complete and offline.
pub(crate) fn html(title: &str, source: &str, caption: &str, svg: &str, claims: &[Checked]) -> String {
    let rows = claims.iter().fold(String::new(), |mut rows, claim| {
        let status = claim.status.name();
        let _ = writeln!(
            rows,
            "<tr><td class=\"{status}\">{status}</td><td>{}</td><td>{}</td></tr>",
            escaped(&claim.text),
            escaped(&claim.measured)
        );
        rows
    });
    let count = |status: Status| claims.iter().filter(|claim| claim.status == status).count();
    let verdict = format!(
        "{} of {} claims pass, {} fail, {} were skipped.",
        count(Status::Pass),
        claims.len(),
        count(Status::Fail),
        count(Status::Skip)
    );
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <title>{title}</title><style>{STYLE}</style></head><body>\n<h1>{title}</h1>\n<p>{source}</p>\n\
         <figure>{svg}<figcaption>{caption}</figcaption></figure>\n<h2>Claims</h2>\n<p>{verdict}</p>\n\
         <table><thead><tr><th>outcome</th><th>claim</th><th>measured</th></tr></thead><tbody>\n{rows}</tbody></table>\n\
         <p><a href=\"index.html\">All curves, profiles and tables of these runs</a></p>\n</body></html>\n",
        title = escaped(title),
        source = escaped(source),
        caption = escaped(caption),
        svg = svg.trim_start_matches("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"),
    )
}
