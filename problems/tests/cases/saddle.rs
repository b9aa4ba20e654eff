pub(super) const SMALL: super::Small = &[
    (
        "bilinear",
        &[
            r#"{"kind":"scalar"}"#,
            "{}",
            r#"{"kind":"ill-conditioned","dim":7}"#,
            r#"{"kind":"ouyang-xu","dim":1}"#,
            r#"{"kind":"ouyang-xu","dim":50}"#,
        ],
    ),
    (
        "matrix-game",
        &[
            "{}",
            r#"{"kind":"uniform","rows":3,"columns":8}"#,
            r#"{"kind":"gaussian","rows":6,"columns":2}"#,
            r#"{"kind":"rock-paper-scissors","rows":3,"columns":3}"#,
            r#"{"kind":"rock-paper-scissors","rows":9,"columns":9}"#,
        ],
    ),
    ("polar-game", &["{}", r#"{"a":0.75}"#, r#"{"a":0.3333333333333333}"#]),
];
