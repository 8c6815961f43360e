//! What may be written on the command line, and how it becomes `Settings`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use gatefold_core::{
    AuthServiceSetting, FidelitySetting, FlavourSetting, GatewaySide, PlacementSetting, ScopeSetting, Settings,
};

use crate::target;

/// Converts Kubernetes Ingress to Gateway API, says what is lost on the way, and whether traffic still goes to the same
/// place.
#[derive(Debug, Parser)]
#[command(name = "gatefold", version, propagate_version = true, disable_help_subcommand = true, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// For a person or for a machine.
    #[arg(long, global = true, value_enum, default_value_t, hide_possible_values = true, value_name = "text|json")]
    pub(crate) format: Format,
}

const EXIT_CODES: &str = "Exit codes: 0 answered; 1 `validate` found an error, or `convert --check` something dropped; \
2 bad use or unreadable input.";

/// How answers are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For a person.
    #[default]
    Text,
    /// One JSON value, with the field names that scripts rely on.
    Json,
}

/// The commands, a file each.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print the Gateway API resources that replace the Ingresses.
    Convert(Convert),
    /// Print what is wrong, on both sides; exit 1 where there is an error.
    Validate(Validate),
    /// Ask both sides what becomes of a request.
    Route(Route),
    /// Print what became of every field and annotation.
    Ledger(Ledger),
    /// Print a link that holds the input.
    Link(Link),
    /// Print the manifests that a link holds.
    Open(Open),
    /// Explain a diagnostic's code or an annotation, or list all codes.
    Explain(Explain),
    /// List the examples, or print one.
    Examples(Examples),
    /// Print a shell's completion script.
    Completions(Completions),
    /// Print the manual page, or write one for each command.
    Man(Man),
}

/// What is read.
#[derive(Debug, Args)]
pub(crate) struct InputArgs {
    /// A file, a folder (its *.yaml, *.yml and *.json, recursively) or `-` for standard input; repeat to unite several.
    #[arg(short, long = "file", required = true, value_name = "FILE|DIR|-")]
    pub(crate) file: Vec<PathBuf>,
    /// What an object that is not in the input means: `whole`, it is missing; `part`, it exists; by kind when left out.
    #[arg(long, value_enum, value_name = "whole|part", hide_possible_values = true)]
    pub(crate) input: Option<Scope>,
    /// The ConfigMap with the settings of ingress-nginx, where it is not the one that its manifests or its command line in
    /// the input name.
    #[arg(long, value_name = "NS/NAME", value_parser = target::configmap)]
    pub(crate) configmap: Option<String>,
    /// A setting of ingress-nginx where its ConfigMap, or for a flag its Deployment, is not in the input, such as
    /// `ssl-redirect=false` or `--watch-ingress-without-class=true`; repeat for several.
    #[arg(long, value_name = "KEY=VALUE", value_parser = target::assumed, allow_hyphen_values = true)]
    pub(crate) assume: Vec<(&'static str, &'static str)>,
}

/// What is converted for.
#[derive(Debug, Args)]
pub(crate) struct TargetArgs {
    /// The implementation of Gateway API.
    #[arg(long, value_name = "ID", value_parser = target::implementation, default_value = gatefold_core::DEFAULT_IMPLEMENTATION)]
    pub(crate) implementation: String,
    /// Namespace and name of the Gateway; with --placement per-namespace only the name counts.
    #[arg(long, value_name = "NS/NAME", value_parser = target::gateway)]
    pub(crate) gateway: Option<target::GatewayName>,
    /// One shared Gateway, or one in each namespace.
    #[arg(long, value_enum, default_value_t, value_name = "shared|per-namespace", hide_possible_values = true)]
    pub(crate) placement: Placement,
    /// Channel of the Gateway API CRDs.
    #[arg(long, value_enum, default_value_t, value_name = "standard|experimental", hide_possible_values = true)]
    pub(crate) channel: Channel,
    /// Release of the Gateway API CRDs.
    #[arg(long, value_name = "VERSION", value_parser = target::bundle, default_value = target::NEWEST_BUNDLE)]
    pub(crate) bundle: String,
    /// As a person would write it, or as ingress-nginx behaves.
    #[arg(long, value_enum, default_value_t, value_name = "idiomatic|faithful", hide_possible_values = true)]
    pub(crate) fidelity: Fidelity,
}

/// `gatefold convert`.
#[derive(Debug, Args)]
pub(crate) struct Convert {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) target: TargetArgs,
    /// How manifests are written.
    #[arg(short, long, value_enum, default_value_t, value_name = "yaml|json", hide_possible_values = true)]
    pub(crate) output: Output,
    /// Print the policies of the implementation that belong beside the output, instead of the output.
    #[arg(long)]
    pub(crate) policies: bool,
    /// Exit 1 where something was dropped.
    #[arg(long)]
    pub(crate) check: bool,
}

/// `gatefold validate`.
#[derive(Debug, Args)]
pub(crate) struct Validate {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) target: TargetArgs,
}

/// `gatefold route`.
#[derive(Debug, Args)]
pub(crate) struct Route {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) target: TargetArgs,
    /// `GET https://host/path`, or a curl command in quotes; the method may be left out.
    #[arg(required_unless_present = "requests", conflicts_with = "requests", num_args = 1.., trailing_var_arg = false)]
    pub(crate) request: Vec<String>,
    /// A header of the request.
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", conflicts_with = "requests")]
    pub(crate) header: Vec<String>,
    /// Requests as JSON lines, `-` for standard input; one line answers each.
    #[arg(long, value_name = "FILE|-")]
    pub(crate) requests: Option<PathBuf>,
    /// Which objects answer for Gateway API: those of the input, our conversion, or both together; those of the input where
    /// there are any when left out.
    #[arg(long, value_enum, value_name = "given|converted|both", hide_possible_values = true)]
    pub(crate) gateway_side: Option<Side>,
    /// The controller that the request reaches where several serve its host, as its IngressClass names it, such as
    /// `k8s.io/ingress-nginx`.
    #[arg(long, value_name = "NAME")]
    pub(crate) controller: Option<String>,
    /// What services and firewalls that an Ingress asks for permission are taken to answer, and whether clients have the
    /// certificates that it asks for; `allows` when left out.
    #[arg(long, value_enum, value_name = "allows|refuses", hide_possible_values = true)]
    pub(crate) auth_service: Option<AuthService>,
    /// `spec`: what the specification leaves open is unknown, whatever the implementation does.
    #[arg(long, value_enum, value_name = "spec", hide_possible_values = true)]
    pub(crate) flavour: Option<Flavour>,
}

/// `gatefold ledger`.
#[derive(Debug, Args)]
pub(crate) struct Ledger {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) target: TargetArgs,
}

/// `gatefold link`.
#[derive(Debug, Args)]
pub(crate) struct Link {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) target: TargetArgs,
    /// The request that the link asks.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) request: String,
    /// The address of the page; the link is its fragment alone when left out.
    #[arg(long, value_name = "URL")]
    pub(crate) page: Option<String>,
}

/// `gatefold open`.
#[derive(Debug, Args)]
pub(crate) struct Open {
    /// A link, or its part from `#` on.
    pub(crate) link: String,
    /// Write each file into this folder instead of printing; nothing that is there already is replaced.
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
}

/// `gatefold explain`.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// `GW0203`, the code's name, or an annotation's whole key; all codes are listed when left out.
    pub(crate) code: Option<String>,
}

/// `gatefold examples`.
#[derive(Debug, Args)]
pub(crate) struct Examples {
    /// Which example; all are listed when left out.
    pub(crate) id: Option<String>,
}

/// `gatefold completions`.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell.
    pub(crate) shell: clap_complete::Shell,
}

/// `gatefold man`.
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// Write the page of every command into this folder.
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
}

/// How manifests are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// YAML, a document each.
    #[default]
    Yaml,
    /// JSON: one List.
    Json,
}

/// Values of `--input`.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Scope {
    /// Everything absent is missing.
    Whole,
    /// Everything absent exists.
    Part,
}

/// Values of `--placement`.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum Placement {
    /// One Gateway.
    #[default]
    Shared,
    /// One in each namespace that has Ingresses.
    PerNamespace,
}

/// Values of `--channel`.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum Channel {
    /// What is stable.
    #[default]
    Standard,
    /// What may still change, too.
    Experimental,
}

/// What authentication services are taken to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AuthService {
    /// They let requests through.
    Allows,
    /// They refuse them.
    Refuses,
}

/// Values of `--fidelity`.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum Fidelity {
    /// As a person would write it; what changes is reported.
    #[default]
    Idiomatic,
    /// As it behaves, wherever Gateway API can say it.
    Faithful,
}

/// Values of `--gateway-side`.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Side {
    /// The route objects of the input.
    Given,
    /// Our conversion.
    Converted,
    /// Both together.
    Both,
}

/// Values of `--flavour`.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Flavour {
    /// The specification alone.
    Spec,
}

impl TargetArgs {
    /// The settings that these flags and `input`'s stand for.
    pub(crate) fn settings(&self, input: &InputArgs) -> Settings {
        let mut settings = Settings {
            implementation: self.implementation.clone(),
            placement: match self.placement {
                Placement::Shared => PlacementSetting::Shared,
                Placement::PerNamespace => PlacementSetting::PerNamespace,
            },
            channel: match self.channel {
                Channel::Standard => "standard",
                Channel::Experimental => "experimental",
            }
            .to_owned(),
            bundle: self.bundle.clone(),
            scope: match input.input {
                None => ScopeSetting::Auto,
                Some(Scope::Whole) => ScopeSetting::Whole,
                Some(Scope::Part) => ScopeSetting::Part,
            },
            configmap: input.configmap.clone().unwrap_or_default(),
            nginx: input.assume.clone(),
            fidelity: match self.fidelity {
                Fidelity::Idiomatic => FidelitySetting::Idiomatic,
                Fidelity::Faithful => FidelitySetting::Faithful,
            },
            ..Settings::default()
        };
        if let Some(gateway) = &self.gateway {
            settings.gateway_namespace.clone_from(&gateway.namespace);
            settings.gateway_name.clone_from(&gateway.name);
        }
        settings
    }
}

impl Route {
    /// The settings that all flags of `route` stand for.
    pub(crate) fn settings(&self) -> Settings {
        Settings {
            gateway_side: match self.gateway_side {
                None => GatewaySide::Auto,
                Some(Side::Given) => GatewaySide::Given,
                Some(Side::Converted) => GatewaySide::Converted,
                Some(Side::Both) => GatewaySide::Both,
            },
            controller: self.controller.clone().unwrap_or_default(),
            auth_service: match self.auth_service {
                None | Some(AuthService::Allows) => AuthServiceSetting::Allows,
                Some(AuthService::Refuses) => AuthServiceSetting::Refuses,
            },
            flavour: self.flavour.map_or(FlavourSetting::Implementation, |Flavour::Spec| FlavourSetting::Spec),
            ..self.target.settings(&self.input)
        }
    }
}
