pub(super) const SMALL: super::Small = &[
    ("arwhead", &[r#"{"dim":2}"#, r#"{"dim":9}"#]),
    ("woods", &[r#"{"dim":4}"#, r#"{"dim":12}"#]),
    ("broydn3dls", &[r#"{"dim":2}"#, r#"{"dim":9}"#]),
    ("chainwoo", &[r#"{"dim":4}"#, r#"{"dim":10}"#]),
];
