pub(super) const SMALL: super::Small = &[
    ("one-max", &[r#"{"dim":30}"#, r#"{"dim":9,"start":"zeros"}"#]),
    ("leading-ones", &[r#"{"dim":30}"#]),
    ("bin-val", &[r#"{"dim":30}"#, r#"{"dim":100,"start":"half"}"#]),
    ("dynamic-bin-val", &[r#"{"dim":70}"#]),
    ("sdbv", &[r#"{"dim":31,"start":"half"}"#]),
];
