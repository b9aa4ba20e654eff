pub(super) const SMALL: super::Small = &[
    (
        "bolib",
        &[
            r#"{"problem":"Bard1988Ex1"}"#,
            r#"{"problem":"MacalHurter1997"}"#,
            r#"{"problem":"HenrionSurowiec2011"}"#,
            r#"{"problem":"LamparielloSagratella2017Ex32"}"#,
            r#"{"problem":"AllendeStill2013"}"#,
            r#"{"problem":"MuuQuy2003Ex2"}"#,
            r#"{"problem":"MitsosBarton2006Ex321"}"#,
            r#"{"problem":"MitsosBarton2006Ex326"}"#,
            r#"{"problem":"SinhaMaloDeb2014TP10"}"#,
        ],
    ),
    ("hyper-cleaning", &[r#"{"training":30,"validation":20}"#]),
];
