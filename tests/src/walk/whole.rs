//! The whole way, from an empty profile to the finished onboarding.

use super::{Theme, Walk};
use crate::{case::Case, trouble::Trouble};
use std::path::PathBuf;

impl Walk<'_> {
    /// Signs in, confirms the tenant, and onboards one application up to the proof and the paper.
    ///
    /// # Errors
    /// At the first thing that is not as a person would expect it.
    pub async fn whole(&mut self, case: &Case) -> Result<PathBuf, Trouble> {
        self.sign_in().await?;
        self.confirm_tenant().await?;
        self.onboard(case).await
    }

    /// Onboards one application as the person who is signed in.
    ///
    /// # Errors
    /// As [`Walk::whole`].
    pub async fn onboard(&mut self, case: &Case) -> Result<PathBuf, Trouble> {
        self.choose(case).await?;
        self.carry_on(case).await
    }

    /// Onboards the application whose wizard is open.
    ///
    /// # Errors
    /// As [`Walk::whole`].
    pub async fn carry_on(&mut self, case: &Case) -> Result<PathBuf, Trouble> {
        self.add_application(case).await?;
        self.save_urls(case).await?;
        self.create_certificate().await?;
        let tester = self.choose_tester(case).await?;
        self.assign().await?;
        self.configure_vendor(case.product).await?;
        for initiation in case.proofs {
            self.prove(case.product, initiation, &tester).await?;
        }
        if let Some((field, value)) = case.later {
            self.enter_later(field, value).await?;
            // What was proved before no longer is what stands in the directory.
            self.prove(case.product, case.proofs[0], &tester).await?;
        }
        self.hand_over().await
    }

    /// Puts the other theme on and looks at everything once more.
    ///
    /// # Errors
    /// When a page does not open.
    pub async fn again_in(&mut self, theme: Theme, product: &str) -> Result<(), Trouble> {
        self.dress(theme).await?;
        self.look_around().await?;
        self.window.press("button", format!("Continue {product}").as_str()).await?;
        self.look_at_all_pages().await
    }
}
