pub(super) const SMALL: super::Small = &[
    ("poisson-control", &["{}", r#"{"grid":5,"alpha":1e-3}"#]),
    (
        "poisson-control-full",
        &["{}", r#"{"grid":3,"variant":"adasketch"}"#, r#"{"grid":4,"alpha":1e-2}"#, r#"{"grid":1}"#],
    ),
];
