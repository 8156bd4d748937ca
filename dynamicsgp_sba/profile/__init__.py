"""Site profiles: what one GP site offers and how, in Python and in TOML.

`python -m dynamicsgp_sba.profile` asks the questions of a one-page questionnaire and writes a profile.
"""

from dynamicsgp_sba.profile.companion import COMPANION
from dynamicsgp_sba.profile.decimals import CompanyDecimals
from dynamicsgp_sba.profile.loading import ProfileError, from_toml, load_profile
from dynamicsgp_sba.profile.resource import ResourceProfile
from dynamicsgp_sba.profile.saving import to_toml
from dynamicsgp_sba.profile.shipped import SHIPPED
from dynamicsgp_sba.profile.site import SiteProfile

__all__ = [
    "COMPANION",
    "SHIPPED",
    "CompanyDecimals",
    "ProfileError",
    "ResourceProfile",
    "SiteProfile",
    "from_toml",
    "load_profile",
    "to_toml",
]
