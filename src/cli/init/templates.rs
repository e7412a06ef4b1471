//! The campaigns that a project may start from: those of the folder `campaigns`, as they stand there.

use std::str::from_utf8;

use crate::cli::project::PROJECT_FILE;

/// Names and contents of files.
type Files = &'static [(&'static str, &'static [u8])];

/// A campaign with all that it needs.
#[derive(Debug)]
pub struct Template {
    /// The campaign's name.
    pub name: &'static str,
    /// The campaign file is the first. Those that begin with the campaign's name are its own.
    pub files: Files,
    /// What holds of every campaign of a project: its project file first, and what that needs.
    pub house: Files,
}

macro_rules! files {
    ($folder:literal: $($name:literal),+) => {
        &[$((
            $name,
            include_bytes!(concat!("../../../campaigns/", $folder, $name)),
        )),+]
    };
}

/// The house of a template that makes no rules.
const PLAIN: Files = &[(PROJECT_FILE, include_bytes!("exodial.yaml"))];

/// All of them; the first is taken where none is named.
pub const TEMPLATES: &[Template] = &[
    Template {
        name: "emi-reminder",
        files: files!("": "emi-reminder.campaign.yaml", "emi-reminder.campaign_test.yaml", "emi-reminder.csv"),
        house: PLAIN,
    },
    Template {
        name: "two-languages",
        files: files!("": "two-languages.campaign.yaml", "two-languages.campaign_test.yaml", "two-languages.csv"),
        house: PLAIN,
    },
    Template {
        name: "delivery",
        files: files!("": "delivery.campaign.yaml", "delivery.campaign_test.yaml", "delivery.csv"),
        house: PLAIN,
    },
    Template {
        name: "three-days",
        files: files!("": "three-days.campaign.yaml", "three-days.campaign_test.yaml", "three-days.csv"),
        house: PLAIN,
    },
    Template {
        name: "spreadsheet",
        files: files!("": "spreadsheet.campaign.yaml", "spreadsheet.campaign_test.yaml", "spreadsheet.xlsx"),
        house: PLAIN,
    },
    Template {
        name: "renewal",
        files: files!("do-not-call/": "renewal.campaign.yaml", "renewal.campaign_test.yaml", "renewal.csv",
            "do-not-call.csv"),
        house: files!("do-not-call/": "exodial.yaml", "house.campaign_test.yaml", "house-list.csv"),
    },
    Template {
        name: "survey",
        files: files!("": "survey.campaign.yaml", "survey.campaign_test.yaml", "survey.csv"),
        house: PLAIN,
    },
    Template {
        name: "several-numbers",
        files: files!("": "several-numbers.campaign.yaml", "several-numbers.campaign_test.yaml", "several-numbers.csv"),
        house: PLAIN,
    },
];

impl Template {
    /// The template of a name.
    pub fn of(name: &str) -> Option<&'static Template> {
        TEMPLATES.iter().find(|template| template.name == name)
    }

    /// The campaign file.
    pub fn campaign(&self) -> &'static str {
        let bytes = self.files.first().map_or(&b""[..], |(_, bytes)| bytes);
        from_utf8(bytes).unwrap_or_default()
    }

    /// What it is for, in one line: the first one of the paragraph at the head of the campaign file.
    pub fn about(&self) -> &'static str {
        let mut lines = self.campaign().lines();
        let first = lines.find(|line| !line.is_empty() && !line.contains("yaml-language-server"));
        first.unwrap_or_default().trim_start_matches("# ")
    }
}
