pub(super) const SMALL: super::Small = &[("hyper-cleaning", &[r#"{"training":30,"validation":20}"#])];
