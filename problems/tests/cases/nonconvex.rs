pub(super) const SMALL: super::Small = &[
    ("rosenbrock", &["{}", r#"{"dim":7}"#]),
    ("rastrigin", &["{}", r#"{"dim":1,"shift":0}"#]),
    (
        "matrix-sensing",
        &[
            r#"{"rows":5,"columns":2,"measurements":40}"#,
            r#"{"rows":4,"cols":6,"columns":3,"measurements":30,"variant":"asymmetric"}"#,
        ],
    ),
];
