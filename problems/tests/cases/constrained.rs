pub(super) const SMALL: super::Small = &[];
