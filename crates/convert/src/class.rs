//! Which GatewayClass the Gateways of the output are of, and whether it is written.

use gatefold_diagnostic::Diagnostic;
use gatefold_gateway::{ClassOwner, On};
use gatefold_manifest::{Bundle, Kind, Node, Yaml};

use crate::{
    Role,
    listeners::Listening,
    names::Names,
    output::{Identity, Metadata, Outputs},
    report,
};

/// The name of the GatewayClass: the input's own where it has one of that controller, else one that is written here if a
/// person is to write it.
pub(crate) fn name(
    from: &Listening<'_>,
    bundle: &Bundle,
    (outputs, names): (&mut Outputs<'_>, &mut Names),
    is_empty: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> String {
    let implementation = from.options.implementation;
    let is_ours = |node: Node<'_>| node.text() == implementation.controller_name;
    let given =
        bundle.of_kind(Kind::GatewayClass).find(|class| class.field("spec.controllerName").is_some_and(is_ours));
    if let Some(given) = given {
        return given.name().to_owned();
    }
    if is_empty {
        return implementation.class_name.to_owned();
    }
    let name = names.give("GatewayClass ", implementation.class_name, "", implementation.controller_name).text;
    let other = bundle.get(Kind::GatewayClass, "", implementation.class_name);
    if let Some(other) = other {
        diagnostics.push(report::class_taken(other, &name));
    }
    // Where the plain name is another controller's, the class of the installation cannot be there either.
    if implementation.class_owner == ClassOwner::Person || other.is_some() {
        let metadata = Metadata { annotations: implementation.class_annotations.to_vec(), ..Metadata::default() };
        let kinds = implementation.parameters.iter().filter(|parameters| parameters.on == On::GatewayClass);
        let settings = kinds.map(|parameters| format!("{} ({})", parameters.kind, parameters.group)).next();
        let mut comment = format!("The class of Gateways that {} runs.", implementation.name);
        if let Some(settings) = settings {
            comment.push_str(&format!(
                "\nSettings of its own, if any, are of kind {settings}, named in spec.parametersRef."
            ));
        }
        outputs.push(
            Role::InfrastructureProvider,
            Identity { version: "v1", kind: "GatewayClass", namespace: "", name: &name },
            metadata,
            Yaml::map([("controllerName", implementation.controller_name.into())]),
            comment,
        );
    }
    name
}
