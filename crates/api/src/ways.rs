//! The ways in: clouds, and whose client registration would sign in.

use crate::{
    Console,
    contract::{
        Nothing, WireError,
        signin::{CloudView, LackView, RegisteredView, WaysView},
    },
    convert::store_error,
    endpoints::Place,
};
use doorward_signin::{Cloud, Clouds};
use std::sync::Arc;

impl Console {
    /// What can be chosen before signing in, and what would be used.
    ///
    /// # Errors
    /// `invalid_input` when variables or settings name no usable service; `profile_trouble`.
    pub async fn signin_ways(self: &Arc<Self>, _: Nothing) -> Result<WaysView, WireError> {
        let settings = self.settings_now();
        let place = Place::of(&self.environment, &settings, None)?;
        let (_, client) = place.client(&self.environment, &settings, None);
        let tenants = self.store.journal().tenants().list().map_err(store_error)?;
        let registrations = self.registrations().into_iter().map(|own| RegisteredView {
            tenant_name: tenants
                .iter()
                .find(|row| row.tenant.id == own.tenant)
                .map(|row| row.tenant.name.clone())
                .unwrap_or_default(),
            tenant_id: own.tenant.to_string(),
            client_id: own.client_id,
        });
        Ok(WaysView {
            clouds: Clouds::all().iter().map(cloud_view).collect(),
            cloud: place.cloud.name.to_owned(),
            login_url: (Clouds::of_login(&place.login).is_none()).then(|| place.login.to_string()),
            client,
            registrations: registrations.collect(),
        })
    }
}

fn cloud_view(cloud: &Cloud) -> CloudView {
    CloudView {
        name: cloud.name.to_owned(),
        title: cloud.title.to_owned(),
        login_url: cloud.login.to_owned(),
        graph_url: cloud.graph.to_owned(),
        portal_url: cloud.portal.to_owned(),
        device_page: cloud.device_page.to_owned(),
        lacks: lacks(cloud),
    }
}

/// What a cloud does not have, for showing.
pub(crate) fn lacks(cloud: &Cloud) -> Vec<LackView> {
    let view = |lack: &doorward_signin::Lack| LackView {
        code: lack.name().to_owned(),
        text: lack.sentence().to_owned(),
    };
    cloud.lacks.iter().map(view).collect()
}
