//! What the names of the fonts that TeX sets with tell: they say "bold extended" as `bx`, and their descriptors say nothing.

/// What stands between the name of a family and the size: `CMBX10` has `bx`. Families are Computer Modern (`cm`), its
/// European and Cyrillic kin (`ec`, `sf`, `la`, `lh`) and the concrete fonts (`cc`).
fn style(name: &str) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    let style = lower.trim_end_matches(|c: char| c.is_ascii_digit());
    let sized = style.len() < lower.len();
    let families = ["cm", "ec", "sf", "la", "lh", "cc"];
    let rest = families
        .iter()
        .find_map(|f| style.strip_prefix(f))
        .filter(|_| sized)?;
    let letters = (1..=4).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_lowercase());
    letters.then(|| rest.to_owned())
}

/// Whether a name is that of a bold font of TeX: `CMBX12`, `SFSX1000` (sans), `CMSSBX10`, `CMMIB10` (mathematics), or of
/// the free kin of the PostScript fonts, whose bold is called medium: `NimbusRomNo9L-Medi`.
pub(super) fn is_bold(name: &str) -> bool {
    let bold = [
        "b", "bx", "bxti", "bxsl", "ssbx", "bi", "bl", "sx", "so", "xc", "mib", "bsy", "ssdc",
    ];
    style(name).is_some_and(|s| bold.contains(&s.as_str()))
        || (name.starts_with("Nimbus") && (name.ends_with("-Medi") || name.ends_with("-MediItal")))
}

/// Whether a name is that of an italic or slanted font of TeX: `CMTI10`, `CMSL12`, `CMBXTI10`, `CMMI10` (mathematics),
/// `NimbusRomNo9L-ReguItal`.
pub(super) fn is_italic(name: &str) -> bool {
    let italic = [
        "ti", "sl", "bxti", "bxsl", "bi", "bl", "ssi", "si", "so", "mi", "mib", "ui", "itt", "sltt",
    ];
    style(name).is_some_and(|s| italic.contains(&s.as_str()))
        || (name.starts_with("Nimbus") && name.ends_with("Ital"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_bold_fonts() {
        for name in [
            "CMBX10",
            "CMBX12",
            "SFBX1200",
            "CMSSBX10",
            "ECBX1095",
            "CMMIB10",
            "NimbusRomNo9L-Medi",
        ] {
            assert!(is_bold(name), "{name}");
        }
        for name in [
            "CMR10",
            "SFRM1000",
            "CMTI10",
            "CMSY10",
            "CMBX",
            "SFProText",
            "NimbusRomNo9L-Regu",
            "Campbx10",
        ] {
            assert!(!is_bold(name), "{name}");
        }
    }

    #[test]
    fn names_of_italic_fonts() {
        for name in [
            "CMTI10",
            "CMSL12",
            "CMMI7",
            "SFTI1000",
            "CMBXTI10",
            "NimbusRomNo9L-ReguItal",
        ] {
            assert!(is_italic(name), "{name}");
        }
        for name in [
            "CMR10",
            "CMBX12",
            "CMSS10",
            "SFRM1095",
            "CMTT10",
            "NimbusSanL-Regu",
        ] {
            assert!(!is_italic(name), "{name}");
        }
    }
}
