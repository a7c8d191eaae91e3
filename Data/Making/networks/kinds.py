"""All kinds of small networks, by name."""

import coverage
import families
from registry import KINDS

assert coverage and families  # imported for what they register
