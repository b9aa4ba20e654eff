pub(super) const SMALL: super::Small = &[
    (
        "quadratic-bilevel",
        &["{}", r#"{"dim":5,"condition":100}"#, r#"{"dim":6,"samples":7}"#, r#"{"dim":4,"samples":3,"spread":0.9}"#],
    ),
    ("bda-counterexample", &["{}", r#"{"dim":3,"start_lower":2}"#]),
    (
        "hyper-cleaning",
        &[r#"{"training":30,"validation":20}"#, r#"{"training":3,"validation":7,"corruption":0,"ridge":0.5}"#],
    ),
];
