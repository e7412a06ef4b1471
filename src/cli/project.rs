//! The project around a command: its folder, its file, the account, and where state is kept.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use jiff::{civil, tz::TimeZone};
use secrecy::{ExposeSecret as _, SecretString};

use super::{args::Global, env::Env, failure::Failure, git::Git, now, read, shell::quoted};
use crate::{
    campaign::{
        Account, Campaign, Cluster, Project, check_policy, loopback, project::SecretRef,
        test_case::TestTime,
    },
    clock::Timestamp,
    exotel::{Credentials, Endpoint},
    journal::{event::Realm, state::StateFolder},
    lint::Levels,
    syntax::{Diagnostic, Source},
};

/// The name of the project file.
pub(super) const PROJECT_FILE: &str = "exodial.yaml";

/// What stands for the account's name at Exotel where nobody needs one: on the embedded simulator.
const SIMULATED_SID: &str = "simulated";

/// The project around a command.
#[derive(Debug)]
pub(super) struct Context {
    /// The project's folder.
    pub(super) root: PathBuf,
    /// Where the project file is, or would be.
    pub(super) file: PathBuf,
    /// The project file, or its defaults.
    pub(super) project: Project,
    /// The project file, where there is one.
    source: Option<Source>,
    /// How bad findings are.
    pub(super) levels: Levels,
    /// Findings in the project file that stop nothing.
    pub(super) findings: Vec<Diagnostic>,
    /// The profile asked for by flag or variable.
    wanted: Option<String>,
    /// The flags that lead here again, each with a space before it.
    flags: String,
    env: Env,
    git: OnceLock<Option<Git>>,
}

impl Context {
    /// Finds and reads the project around `near`, a file or folder that the command is about.
    ///
    /// # Errors
    /// When the project file cannot be read or has errors.
    pub(super) fn load(global: &Global, env: &Env, near: &Path) -> Result<Context, Failure> {
        let root = root(global, near)?;
        let named = global.config.clone();
        let path = named.clone().unwrap_or_else(|| root.join(PROJECT_FILE));
        let (project, source, levels, findings) = match path.exists() || named.is_some() {
            true => {
                let (project, source, levels, findings) = read::project(&path)?;
                (project, Some(source), levels, findings)
            }
            false => (Project::default(), None, Levels::default(), Vec::new()),
        };
        let wanted = global.account.clone();
        let wanted = wanted.or_else(|| env.get("EXODIAL_ACCOUNT").map(str::to_owned));
        let flags = flags(global, &root);
        Ok(Context {
            root,
            file: path,
            project,
            source,
            levels,
            findings,
            wanted,
            flags,
            env: env.clone(),
            git: OnceLock::new(),
        })
    }

    /// What git keeps of the project, where it lies in a repository; read when it is first asked for.
    pub(super) fn git(&self) -> Option<&Git> {
        let git = self.git.get_or_init(|| Git::around(&self.root));
        git.as_ref()
    }

    /// A command line to be typed next, with the flags that make it about this project: `resume latest`.
    pub(super) fn command(&self, words: &str) -> String {
        format!("exodial {words}{}", self.flags)
    }

    /// The profile of the account: by flag, by variable, else the one that is named here.
    ///
    /// # Errors
    /// When there is no such profile.
    pub(super) fn account(&self, named: &str) -> Result<&Account, Failure> {
        let name = self.wanted.as_deref().unwrap_or(named);
        self.project.accounts.get(name).ok_or_else(|| {
            let known: Vec<&str> = self.project.accounts.keys().map(String::as_str).collect();
            Failure::usage(format!("there is no account `{name}`"))
                .hint(format!("the project file has: {}", known.join(", ")))
        })
    }

    /// The profiles that a command without a campaign is about: the one asked for, or all.
    pub(super) fn accounts(&self) -> Vec<&Account> {
        let wanted = |account: &&Account| match &self.wanted {
            Some(wanted) => account.name == *wanted,
            None => true,
        };
        self.project.accounts.values().filter(wanted).collect()
    }

    /// A moment that somebody asks for, in the zone of the house's calling hours; the present where nobody does.
    ///
    /// # Errors
    /// When the zone is not known.
    pub(super) fn time(&self, asked: Option<TestTime>) -> Result<Timestamp, Failure> {
        let Some(asked) = asked else {
            return Ok(now());
        };
        let zone = TimeZone::get(&self.project.policy.calling_hours.timezone)
            .map_err(|fault| Failure::internal(fault.to_string()))?;
        Ok(asked.moment(&zone, civil::Date::ZERO))
    }

    /// Where the state of every account is.
    pub(super) fn state_root(&self) -> PathBuf {
        self.root.join(&self.project.state)
    }

    /// The state of an account, for whoever only reads.
    ///
    /// # Errors
    /// When the account's name cannot be a folder's.
    pub(super) fn existing(&self, realm: Realm, account: &str) -> Result<StateFolder, Failure> {
        StateFolder::existing(&self.state_root(), realm, account).map_err(Failure::from)
    }

    /// Who answers the requests of a run on this account.
    ///
    /// # Errors
    /// When the environment names an address that is not this machine's.
    pub(super) fn realm(&self, account: &Account, simulate: bool) -> Result<Realm, Failure> {
        if let Some(url) = self.env.get("EXOTEL_BASE_URL") {
            loopback(url).map_err(|fault| {
                // The variable has the rules of the key, and a name of its own.
                let message = fault.message.replace("`base_url`", "EXOTEL_BASE_URL");
                Failure::usage(message).hint(fault.help)
            })?;
        }
        Ok(match (simulate, self.base_url(account)) {
            (true, _) => Realm::Simulated,
            (false, Some(_)) => Realm::Loopback,
            (false, None) => Realm::Exotel,
        })
    }

    /// Where requests go. Reads the account's name, and no secret.
    ///
    /// # Errors
    /// When the account's name or its cluster is not known.
    pub(super) fn endpoint(&self, account: &Account, realm: Realm) -> Result<Endpoint, Failure> {
        let (sid, base_url) = match realm {
            Realm::Simulated => (SIMULATED_SID.to_owned(), "http://127.0.0.1:1".to_owned()),
            Realm::Loopback => {
                let sid = self.env.resolve("the account's sid", &account.sid);
                let sid = sid.map(|sid| sid.expose_secret().to_owned());
                let base_url = self.base_url(account).unwrap_or_default().to_owned();
                (sid.unwrap_or_else(|_| SIMULATED_SID.to_owned()), base_url)
            }
            Realm::Exotel => {
                let sid = self.env.resolve("the account's sid", &account.sid)?;
                let sid = sid.expose_secret().to_owned();
                self.only_profile(account, &sid)?;
                (sid, self.cluster(account)?.base_url().to_owned())
            }
        };
        let flow_url = account.flow_url.as_ref().map(|url| url.value.as_str());
        Endpoint::new(&sid, &base_url, account.utc_offset, flow_url)
            .map_err(|fault| Failure::usage(fault.to_string()))
    }

    /// Refuses an account that has another profile: each has a lock, a budget and a memory of its own.
    fn only_profile(&self, account: &Account, sid: &str) -> Result<(), Failure> {
        let same = |other: &&Account| {
            let known = self.env.resolve("the account's sid", &other.sid);
            other.name != account.name && known.is_ok_and(|known| known.expose_secret() == sid)
        };
        match self.project.accounts.values().find(same) {
            None => Ok(()),
            Some(other) => Err(Failure::refused(format!(
                "`{}` and `{}` are one account of Exotel's. Nothing was dialled",
                account.name, other.name
            ))
            .hint("keep one of the two profiles in exodial.yaml")),
        }
    }

    /// Where requests would go, for a plan: a name stands in for the account's where that is not known.
    ///
    /// # Errors
    /// When a setting could not be an address.
    pub(super) fn planned_endpoint(
        &self,
        account: &Account,
        realm: Realm,
    ) -> Result<Endpoint, Failure> {
        self.endpoint(account, realm).or_else(|_| {
            let flow_url = account.flow_url.as_ref().map(|url| url.value.as_str());
            let base_url = Cluster::Mumbai.base_url();
            Endpoint::new("ACCOUNT_SID", base_url, account.utc_offset, flow_url)
                .map_err(|fault| Failure::usage(fault.to_string()))
        })
    }

    /// The account's name and secrets.
    ///
    /// # Errors
    /// When one of them is not known.
    pub(super) fn credentials(
        &self,
        account: &Account,
        realm: Realm,
    ) -> Result<Credentials, Failure> {
        let key = self.env.resolve("the API key", &account.key);
        let token = self.env.resolve("the API token", &account.token);
        let (key, token) = match realm {
            // A simulator that asks for nothing needs nothing.
            Realm::Loopback | Realm::Simulated => {
                let any =
                    |secret: Result<_, Failure>| secret.unwrap_or_else(|_| SIMULATED_SID.into());
                (any(key), any(token))
            }
            Realm::Exotel => (key?, token?),
        };
        Credentials::new(key, token).map_err(|fault| Failure::usage(fault.to_string()))
    }

    /// Findings of a campaign against the house's rules; of one with errors, about what is sound in it.
    pub(super) fn against_policy(
        &self,
        campaign: Option<&Campaign>,
        source: &Source,
    ) -> Vec<Diagnostic> {
        check_policy(campaign, source, &self.project, self.source.as_ref())
    }

    /// The text of the project file, where there is one.
    pub(super) fn source(&self) -> Option<&Source> {
        self.source.as_ref()
    }

    /// The key of hashed lists; `list` is one that needs it.
    ///
    /// # Errors
    /// When it is not named, not set, or its file cannot be read.
    pub(super) fn hash_key(&self, list: &str) -> Result<SecretString, Failure> {
        let missing = |why: &str| {
            Failure::refused(format!(
                "the key of the hashed list {list} is not known{why}. Nothing was dialled"
            ))
        };
        let named = self.project.allow.hmac_key.as_ref();
        let named = named.ok_or_else(|| missing(": exodial.yaml names none by allow.hmac_key"))?;
        if let SecretRef::Variable(name) = named
            && self
                .env
                .value_or_file(name)?
                .is_none_or(|value| value.is_empty())
        {
            return Err(missing(&format!(": {name} is not set")).hint(format!(
                "set {name} or {name}_FILE; nobody on the list could be told from others"
            )));
        }
        self.env
            .resolve("the key of hashed lists (allow.hmac_key)", named)
    }

    fn base_url<'a>(&'a self, account: &'a Account) -> Option<&'a str> {
        let own = account.base_url.as_ref().map(|url| url.value.as_str());
        self.env.get("EXOTEL_BASE_URL").or(own)
    }

    fn cluster(&self, account: &Account) -> Result<Cluster, Failure> {
        if let Some(cluster) = &account.cluster {
            return Ok(cluster.value);
        }
        match self.env.get("EXOTEL_CLUSTER") {
            Some("mumbai") => Ok(Cluster::Mumbai),
            Some("singapore") => Ok(Cluster::Singapore),
            Some(other) => Err(Failure::usage(format!("EXOTEL_CLUSTER is `{other}`"))
                .hint("it is `mumbai` or `singapore`")),
            None => Err(Failure::refused("it is not known which of Exotel's clusters has the account")
                .hint("set EXOTEL_CLUSTER to mumbai or singapore, or `cluster` of the account in exodial.yaml")),
        }
    }
}

/// The flags that lead to the project from where the command was typed: those given, and the project's
/// folder when it was found by the campaign and would not be found without.
fn flags(global: &Global, root: &Path) -> String {
    let own = find_root(Path::new("."));
    let away = (own != root).then(|| root.strip_prefix(&own).unwrap_or(root));
    let project = global.project.as_deref().or(away);
    let path = |flag: &str, path: Option<&Path>| {
        let typed = |path: &Path| format!(" {flag} {}", quoted(&path.display().to_string()));
        path.map_or_else(String::new, typed)
    };
    let account = global.account.as_deref().map(Path::new);
    [
        path("-C", project),
        path("--config", global.config.as_deref()),
        path("--account", account),
    ]
    .concat()
}

/// The folder of the project around `near`: the one given, else found.
///
/// # Errors
/// When the one given is not a folder.
pub(super) fn root(global: &Global, near: &Path) -> Result<PathBuf, Failure> {
    match &global.project {
        Some(root) if root.is_dir() => Ok(root.clone()),
        Some(root) => {
            let message = format!("{} is not a folder", root.display());
            Err(Failure::usage(message).hint("-C names the project's folder"))
        }
        None => Ok(find_root(near)),
    }
}

/// The nearest folder upward with a project file; else the nearest one with a repository; else this one.
fn find_root(near: &Path) -> PathBuf {
    let near = fs::canonicalize(near).unwrap_or_else(|_| near.to_owned());
    let here = || fs::canonicalize(".").unwrap_or_else(|_| PathBuf::from("."));
    above(&near, PROJECT_FILE)
        .or_else(|| above(&near, ".git"))
        .unwrap_or_else(here)
}

/// The nearest folder with something of this name, from `near` upward, which is a whole path.
pub(super) fn above(near: &Path, name: &str) -> Option<PathBuf> {
    let mut folders = near.ancestors();
    folders
        .find(|folder| folder.join(name).exists())
        .map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::Cli;
    use clap::Parser as _;

    #[test]
    fn the_next_command_leads_back_to_the_project() {
        let own = find_root(Path::new("."));
        let flags = |line: &str, root: &Path| {
            let cli = Cli::try_parse_from(line.split(' ')).expect("a command");
            flags(&cli.global, root)
        };
        assert_eq!(flags("exodial status", &own), "");
        let away = own.join("campaigns/loopback");
        assert_eq!(flags("exodial status", &away), " -C campaigns/loopback");
        let away = own.join("my campaigns");
        assert_eq!(flags("exodial status", &away), " -C 'my campaigns'");
        let given = "exodial status -C elsewhere --config a.yaml --account north";
        let told = " -C elsewhere --config a.yaml --account north";
        assert_eq!(flags(given, &away), told);
    }
}
